package ballast.sim;

import ballast.model.Service;
import ballast.port.Fleet;
import ballast.port.Lock;
import ballast.port.Time;

/// A bug that is planted into what Ballast sees of the world, so that the product's own code is
/// left as it is.
interface Planted {
  Planted NOTHING = new Planted() {};

  default Fleet fleet(Fleet fleet) {
    return fleet;
  }

  /// What Ballast takes the service for.
  default Service service(Service service) {
    return service;
  }

  default Lock lock(SimulatedFleet fleet) {
    return fleet.lock();
  }

  default Time time(Controller machine) {
    return machine;
  }
}
