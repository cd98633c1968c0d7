/// A fleet in memory, on virtual time: engines, HAProxies, traffic and faults. The same seed gives
/// the same story, every time.
///
/// ```
/// Simulation       virtual time, one thread at a time, seeded order
/// SimulatedFleet   hosts, what goes wrong with them, what a person does to them
///   SimulatedHost    SimulatedContainer* + SimulatedServer*, behind a Wire that delays and loses calls
///   Traffic          clients that never try again
/// Promises         looks after every turn whether one was broken
/// ```
@NullMarked
package ballast.sim;

import org.jspecify.annotations.NullMarked;
