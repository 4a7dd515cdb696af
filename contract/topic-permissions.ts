import type { Permission } from './access.ts'
import type { NotificationTopic } from './recipients.ts'

/**
 * What somebody must be allowed who has anybody told of a topic, and stay allowed as long as that goes on. No schema library
 * here: the screen offers what may be chosen.
 */
export const topicPermissions: Readonly<Record<NotificationTopic, Permission>> = {
  alerts: 'view:stock',
  meetings: 'view:meetings',
  // That something is silent says nothing of the business: whoever may put somebody on the list may choose it.
  sources: 'command:recipient.add',
}
