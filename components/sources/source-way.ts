import type { KindForm } from './kind-form.ts'

/** How a source's events come: it sends them, its database is captured, or its feed is read at intervals. */
export type SourceWay = 'sent' | 'captured' | 'read'

export function wayOf(kind: Pick<KindForm, 'door'> | undefined): SourceWay {
  if (kind?.door === 'database') return 'captured'
  return kind?.door === 'feed' ? 'read' : 'sent'
}
