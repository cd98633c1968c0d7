package ballast.model;

/// Which rollout made a container.
///
/// @param generation of the lock that the rollout held then
public record Origin(String rollout, long generation) {}
