package ballast.traffic;

/// How far a request has come: connecting -> sending -> waiting -> reading.
enum Stage {
  CONNECTING("connecting"),
  SENDING("sending"),
  /// All is sent, nothing has come back.
  WAITING("waiting for an answer"),
  /// At least one byte of the answer has come.
  READING("reading the answer");

  private final String words;

  Stage(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
