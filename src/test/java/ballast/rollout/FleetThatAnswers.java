package ballast.rollout;

import ballast.model.Host;
import ballast.port.Balancer;
import ballast.port.Engine;
import ballast.port.Fleet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/// A fleet of which one host's engine and balancer answer some calls in their own way.
final class FleetThatAnswers {
  /// An answer in the place of the real one.
  interface Answer {
    /// @param call such as `drain`
    /// @return nothing where the call goes on as ever
    Optional<?> to(String call) throws Exception;
  }

  private FleetThatAnswers() {}

  static Fleet on(Host host, Fleet fleet, Answer answer) {
    return through(
        Fleet.class,
        fleet,
        (call, arguments) -> {
          boolean there = arguments != null && host.equals(arguments[0]);
          if (there && call.equals("engine")) {
            return Optional.of(
                through(Engine.class, fleet.engine(host), (name, _) -> answer.to(name)));
          }
          if (there && call.equals("balancer")) {
            return Optional.of(
                through(Balancer.class, fleet.balancer(host), (name, _) -> answer.to(name)));
          }
          return Optional.empty();
        });
  }

  private interface Instead {
    Optional<?> of(String call, Object[] arguments) throws Exception;
  }

  private static <T> T through(Class<T> port, T real, Instead instead) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              Optional<?> answer = instead.of(method.getName(), arguments);
              if (answer.isPresent()) {
                return answer.get();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }
}
