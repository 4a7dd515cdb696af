import type { SourceKind } from '#contract/api.ts'
import type { Mode } from '#contract/freshness.ts'

export interface DemoSource {
  slug: string
  name: string
  kind: SourceKind
  mode: Mode
  /** The longest silence that is normal, at the quietest hour of the night. */
  promiseSeconds: number
}

const kind = 'standard-webhooks'

/** The systems of Brisemer that send to Vigie; who starts the demonstration creates them. Its ERP sends nothing: see erp/captured.ts. */
export const demoSources = [
  { slug: 'web-tracker', name: 'Web', kind, mode: 'push', promiseSeconds: 10 },
  { slug: 'pos-stores', name: 'Tills', kind, mode: 'push', promiseSeconds: 180 },
  { slug: 'web-shop', name: 'Shop', kind, mode: 'push', promiseSeconds: 45 },
  { slug: 'mailing', name: 'Mailing', kind, mode: 'micro-batch', promiseSeconds: 30 },
  { slug: 'crm', name: 'CRM', kind, mode: 'push', promiseSeconds: 180 },
  { slug: 'helpdesk', name: 'Helpdesk', kind, mode: 'push', promiseSeconds: 180 },
  { slug: 'door-counters', name: 'Doors', kind, mode: 'poll', promiseSeconds: 90 },
  { slug: 'wms-returns', name: 'Returns', kind, mode: 'push', promiseSeconds: 3600 },
] as const satisfies readonly DemoSource[]

export type DemoSourceSlug = (typeof demoSources)[number]['slug']
