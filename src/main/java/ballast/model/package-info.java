/// The words of Ballast as values. This package knows nobody.
///
/// ```
/// Service  = name, image, port, slots, container, health, balancer     what is deployed
/// Release  = image digest + every setting that shapes the container    hashed to a ReleaseId
/// Slot     = Host + number                                             a berth for one container, tied to one HAProxy server
/// Observed = HostView*      HostView = Seen(SlotView*) | Unreachable(Problem)
/// SlotView = Berth* containers + ServerView                            what the engine and the balancer say of one slot
/// Policy   = budget, batches, drain, soak                              how much may be out, and for how long
/// ```
@NullMarked
package ballast.model;

import org.jspecify.annotations.NullMarked;
