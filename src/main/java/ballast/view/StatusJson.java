package ballast.view;

import ballast.event.EdgeJson;
import ballast.event.HostJson;
import ballast.model.EdgeSight;
import ballast.model.Host;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.SlotView;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;

/// What runs where, for programs.
public final class StatusJson {
  private StatusJson() {}

  public static JsonObject of(Service service, Observed observed) {
    return of(service, observed, Map.of());
  }

  /// @param edge what the load balancer in front of the hosts does with each; empty where there is
  ///   none
  public static JsonObject of(Service service, Observed observed, Map<Host, EdgeSight> edge) {
    Marks marks = Marks.of(observed);
    var json = new JsonObject();
    json.addProperty("service", service.name());
    json.addProperty("slots", observed.hosts().size() * service.slots());
    json.addProperty("serving", observed.serving(service.slots()));
    json.addProperty("unreachable_hosts", observed.unreachable().count());
    var hosts = new JsonArray();
    for (HostView host : observed.hosts()) {
      JsonObject one = host(host, marks);
      Optional.ofNullable(edge.get(host.host()))
          .ifPresent(sight -> one.add("edge", EdgeJson.write(sight)));
      hosts.add(one);
    }
    json.add("hosts", hosts);
    return json;
  }

  private static JsonObject host(HostView view, Marks marks) {
    JsonObject json = HostJson.write(view);
    switch (view) {
      case HostView.Unreachable _ -> {}
      case HostView.Seen seen -> {
        var slots = new JsonArray();
        for (SlotView slot : seen.slotsAndSpares()) {
          JsonObject one = HostJson.write(slot);
          var names = new JsonArray();
          marks.of(slot).forEach(mark -> names.add(mark.name()));
          one.add("marks", names);
          slots.add(one);
        }
        json.add("slots", slots);
      }
    }
    return json;
  }
}
