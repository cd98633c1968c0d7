package ballast.view;

import ballast.model.CertificateView;
import ballast.model.CertificatesOfHost;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Certificates of each host, for programs.
public final class CertificateJson {
  private CertificateJson() {}

  /// @param now as the clock on the wall shows it
  public static JsonArray of(List<CertificatesOfHost> hosts, Instant now) {
    var json = new JsonArray();
    for (CertificatesOfHost host : hosts) {
      switch (host) {
        case CertificatesOfHost.Served(var name, var certificates) ->
            certificates.forEach(one -> json.add(of(name.toString(), one, now)));
        case CertificatesOfHost.Untold(var name, var problem) -> {
          var untold = new JsonObject();
          untold.addProperty("host", name.toString());
          untold.addProperty("problem", problem.brief());
          json.add(untold);
        }
      }
    }
    return json;
  }

  private static JsonObject of(String host, CertificateView one, Instant now) {
    var json = new JsonObject();
    json.addProperty("host", host);
    json.addProperty("file", one.name());
    var names = new JsonArray();
    one.names().forEach(names::add);
    json.add("names", names);
    json.addProperty("fingerprint", one.fingerprint());
    json.addProperty("from", one.lifetime().from().toString());
    json.addProperty("until", one.lifetime().until().toString());
    json.addProperty("stage", one.lifetime().at(now).name().toLowerCase(Locale.ROOT));
    return json;
  }
}
