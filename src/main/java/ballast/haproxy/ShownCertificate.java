package ballast.haproxy;

import ballast.model.Lifetime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What `show ssl cert FILE` tells of a certificate (management.txt 9.3).
///
/// @param fingerprint of the first certificate of the file: SHA-1 in capital hex digits
/// @param names hosts and addresses that it is for
public record ShownCertificate(
    CertificatePath file, String fingerprint, Lifetime lifetime, List<String> names) {
  private static final Pattern SHA1 = Pattern.compile("[0-9A-F]{40}");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM d HH:mm:ss uuuu 'GMT'", Locale.ENGLISH);
  private static final String TRANSACTION = "*";

  public ShownCertificate {
    names = List.copyOf(names);
  }

  /// @throws UnreadableReply when it is anything else than the whole answer
  public static ShownCertificate parse(String reply) throws UnreadableReply {
    Map<String, String> fields = fields(reply);
    String file = field(fields, "Filename");
    String plain = file.startsWith(TRANSACTION) ? file.substring(1) : file;
    String fingerprint = field(fields, "SHA1 FingerPrint");
    if (!SHA1.matcher(fingerprint).matches()) {
      throw UnreadableReply.expected("a fingerprint", fingerprint);
    }
    return new ShownCertificate(
        path(plain),
        fingerprint,
        new Lifetime(date(field(fields, "notBefore")), date(field(fields, "notAfter"))),
        Arrays.stream(fields.getOrDefault("Subject Alternative Name", "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(ShownCertificate::withoutKind)
            .toList());
  }

  /// `DNS:shop.example`, `IP Address:10.0.0.1`
  private static String withoutKind(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private static Map<String, String> fields(String reply) throws UnreadableReply {
    String text = reply.stripLeading();
    if (!text.startsWith("Filename: ") || !text.endsWith("\n\n")) {
      throw UnreadableReply.expected("show ssl cert up to its blank line", reply);
    }
    var fields = new HashMap<String, String>();
    for (String line : text.strip().lines().toList()) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw UnreadableReply.expected("a line of show ssl cert", line);
      }
      // of a chain the first, which is the one that is served for
      fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) throws UnreadableReply {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw new UnreadableReply("show ssl cert does not tell its " + name);
    }
    return value;
  }

  /// As OpenSSL writes it: `Dec 3 04:02:55 2026 GMT`
  private static Instant date(String text) throws UnreadableReply {
    try {
      return LocalDateTime.parse(text.replaceAll(" +", " "), DATE).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noDate) {
      throw UnreadableReply.expected("a date", text);
    }
  }

  private static CertificatePath path(String text) throws UnreadableReply {
    try {
      return new CertificatePath(text);
    } catch (IllegalArgumentException noPath) {
      throw UnreadableReply.expected("the path of a certificate", text);
    }
  }

  /// The files with a change that was begun and not committed, in the answer of `show ssl cert`.
  ///
  /// @throws UnreadableReply when it is anything else than the whole list
  static List<CertificatePath> begun(String reply) throws UnreadableReply {
    String text = reply.stripLeading();
    if (!text.startsWith("# ") || !text.contains("# filename\n") || !text.endsWith("\n\n")) {
      throw UnreadableReply.expected("the list of show ssl cert", reply);
    }
    var begun = new java.util.ArrayList<CertificatePath>();
    for (String line : text.lines().filter(line -> line.startsWith(TRANSACTION)).toList()) {
      begun.add(path(line.substring(1).strip()));
    }
    return begun;
  }
}
