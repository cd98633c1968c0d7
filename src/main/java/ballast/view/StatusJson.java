package ballast.view;

import ballast.event.HostJson;
import ballast.model.HostView;
import ballast.model.Observed;
import ballast.model.Service;
import ballast.model.SlotView;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/// What runs where, for programs.
public final class StatusJson {
  private StatusJson() {}

  public static JsonObject of(Service service, Observed observed) {
    Marks marks = Marks.of(observed);
    var json = new JsonObject();
    json.addProperty("service", service.name());
    json.addProperty("slots", observed.hosts().size() * service.slots());
    json.addProperty("serving", observed.slots().filter(SlotView::serving).count());
    json.addProperty("unreachable_hosts", observed.unreachable().count());
    var hosts = new JsonArray();
    observed.hosts().forEach(host -> hosts.add(host(host, marks)));
    json.add("hosts", hosts);
    return json;
  }

  private static JsonObject host(HostView view, Marks marks) {
    JsonObject json = HostJson.write(view);
    switch (view) {
      case HostView.Unreachable _ -> {}
      case HostView.Seen seen -> {
        var slots = new JsonArray();
        for (SlotView slot : seen.slots()) {
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
