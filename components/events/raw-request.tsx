'use client'

import { useTranslations } from 'next-intl'
import type { EventDetails } from '#contract/event-details.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { RequestHead } from './request-head.tsx'

/** The request as its sender wrote it, or plainly that it was not kept. */
export function RawRequest({ request: answer }: { request: EventDetails['request'] }) {
  const t = useTranslations('eventLog')
  const formats = useFormats()
  if (answer.state !== 'kept') {
    return <p className="text-12 text-ink-muted">{answer.state === 'pending' ? t('requestPending') : t('notKept')}</p>
  }
  const { request } = answer
  const events = BigInt(request.to) - BigInt(request.from) + 1n
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <RequestHead request={request} />
      <CodeBlock label={t('body')} code={request.body} />
      <p className="text-12 text-ink-muted">
        {[
          t('bytes', { count: request.bodyBytes, shown: formats.integer(request.bodyBytes) }),
          ...(request.isWhole ? [] : [t('beginning')]),
          ...(request.bodyEncoding === 'base64' ? [t('base64')] : []),
          ...(events > 1n ? [t('brought', { count: Number(events), shown: formats.integer(Number(events)) })] : []),
        ].join(' · ')}
      </p>
    </div>
  )
}
