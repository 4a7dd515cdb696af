import type { Operations } from './operation.ts'
import { alertOperations } from './operations/alerts.ts'
import { auditOperations } from './operations/audit.ts'
import { changeEventOperations } from './operations/change-events.ts'
import { cloudEventOperations } from './operations/cloud-events.ts'
import { collectOperations } from './operations/collect.ts'
import { customerLifeOperations } from './operations/customer-life.ts'
import { customerOperations } from './operations/customers.ts'
import { databaseOperations } from './operations/databases.ts'
import { eventOperations } from './operations/events.ts'
import { healthOperations } from './operations/health.ts'
import { peopleOperations } from './operations/people.ts'
import { quarantineOperations } from './operations/quarantine.ts'
import { businessOperations } from './operations/business.ts'
import { productOperations } from './operations/products.ts'
import { recipientOperations } from './operations/recipients.ts'
import { screenOperations } from './operations/screens.ts'
import { secondFactorOperations } from './operations/second-factor.ts'
import { signInOperations } from './operations/sign-in.ts'
import { sourceOperations } from './operations/sources.ts'
import { stockRuleOperations } from './operations/stock-rules.ts'
import { tokenOperations } from './operations/tokens.ts'
import { trackingOperations } from './operations/tracking.ts'
import { tvScreenOperations } from './operations/tv-screens.ts'
import { transferOperations } from './operations/transfers.ts'
import { webhookOperations } from './operations/webhooks.ts'

/** Every route of the event server, in the order in which a reader meets them. */
export const operations: Operations = {
  ...webhookOperations,
  ...cloudEventOperations,
  ...changeEventOperations,
  ...trackingOperations,
  ...collectOperations,
  ...eventOperations,
  ...quarantineOperations,
  ...sourceOperations,
  ...databaseOperations,
  ...customerOperations,
  ...alertOperations,
  ...productOperations,
  ...stockRuleOperations,
  ...recipientOperations,
  ...businessOperations,
  ...transferOperations,
  ...customerLifeOperations,
  ...peopleOperations,
  ...tvScreenOperations,
  ...tokenOperations,
  ...auditOperations,
  ...screenOperations,
  ...signInOperations,
  ...secondFactorOperations,
  ...healthOperations,
}
