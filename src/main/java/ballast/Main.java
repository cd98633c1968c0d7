package ballast;

/// Wires the parts by hand and runs one command.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("ballast " + args.length);
  }
}
