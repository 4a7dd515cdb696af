'use client'

import { useTranslations } from 'next-intl'
import type { QuarantinedDetail } from '#contract/quarantine.ts'
import { RequestHead } from '#components/events/request-head.tsx'
import { Section } from '#components/events/section.tsx'
import { Subject } from '#components/events/subject-pane.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import type { Refusal } from '#components/states/refusal.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { MendForm } from './mend-form.tsx'
import type { MendedBody } from './mended-body.ts'
import { stageKeys } from './stage-key.ts'
import { useReasonWords } from './use-reason-words.ts'

interface OpenedRequestProps {
  id: string
  detail: { ok: true; value: QuarantinedDetail } | { ok: false; refusal: Refusal }
  mended: MendedBody | null
  onMend: (mended: MendedBody) => void
  onClose: () => void
  onDone: () => void
}

/** One request: why it was not taken, as it came, and what can be done. */
export function OpenedRequest({ id, detail, mended, onMend, onClose, onDone }: OpenedRequestProps) {
  const t = useTranslations('quarantine')
  const reasonWords = useReasonWords()
  const isGone = !detail.ok && detail.refusal.reason === 'failed' && detail.refusal.status === 404
  return (
    <Subject
      label={t('opened', { id })}
      title={detail.ok ? reasonWords(detail.value) : t('opened', { id })}
      onClose={onClose}
    >
      {detail.ok ? (
        <>
          <RequestFacts detail={detail.value} />
          <MendForm detail={detail.value} mended={mended} onMend={onMend} onDone={onDone} />
          <Section title={t('request')}>
            <RequestHead request={detail.value} />
          </Section>
        </>
      ) : isGone ? (
        <p className="text-ink-muted">{t('gone')}</p>
      ) : (
        <Trouble level={2} refusal={detail.refusal} />
      )}
    </Subject>
  )
}

function RequestFacts({ detail }: { detail: QuarantinedDetail }) {
  const t = useTranslations('quarantine')
  const formats = useFormats()
  const at = Date.parse(detail.receivedAt)
  const now = useServerNow(60_000) ?? at
  const moment = (time: number): string => `${formats.day(time, now)}, ${formats.second(time)}`
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-12 [&>dd]:wrap-anywhere [&>dt]:text-ink-muted">
      <dt>{t('why')}</dt>
      <dd lang="en">{detail.detail}</dd>
      <dt>{t('stage')}</dt>
      <dd>
        {t(`stages.${stageKeys[detail.stage]}`)} <span className="text-ink-muted">· {detail.code}</span>
      </dd>
      <dt>{t('source')}</dt>
      <dd>{detail.source}</dd>
      <dt>{t('received')}</dt>
      <dd>{moment(at)}</dd>
      <dt>{t('state')}</dt>
      <dd>
        {t(`is.${detail.state}`)}
        {detail.resolvedAt !== null && (
          <span className="text-ink-muted"> · {moment(Date.parse(detail.resolvedAt))}</span>
        )}
      </dd>
    </dl>
  )
}
