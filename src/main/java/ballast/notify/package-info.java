/// Rollouts told to webhooks and to Slack: best effort, and never in a rollout's way.
@NullMarked
package ballast.notify;

import org.jspecify.annotations.NullMarked;
