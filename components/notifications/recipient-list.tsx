'use client'

import { Globe, Mail } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { RecipientAnswer } from '#contract/recipients.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { FailureNote } from '#components/stock/failure-note.tsx'
import { Button } from '#components/ui/button.tsx'
import { removeRecipient } from './recipient-requests.ts'
import { useThisBrowser } from './this-browser.ts'

interface RecipientListProps {
  recipients: readonly RecipientAnswer[]
  onChange: () => void
}

/** Everybody who is told. */
export function RecipientItems({ recipients, onChange }: RecipientListProps) {
  const t = useTranslations('notifications')
  if (recipients.length === 0) return <p className="py-4 text-ink-muted">{t('none')}</p>
  return (
    <ul aria-labelledby="told">
      {recipients.map((recipient) => (
        <Item key={recipient.address} recipient={recipient} onChange={onChange} />
      ))}
    </ul>
  )
}

function Item({ recipient, onChange }: { recipient: RecipientAnswer; onChange: () => void }) {
  const t = useTranslations('notifications')
  const thisBrowser = useThisBrowser()
  const { pending, failure, run } = useRequest<'removed'>()
  const { address, channel, name, quiet, digestAt, timeZone, resting } = recipient
  const Icon = channel === 'mail' ? Mail : Globe
  const remove = async (): Promise<void> => {
    if (!pending && (await run(removeRecipient(address))) !== null) onChange()
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b border-line py-3 last:border-b-0">
      <Icon aria-hidden="true" strokeWidth={1.6} className="size-4 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {name}
          {address === thisBrowser?.address && <span className="ml-2 text-12 text-accent">{t('thisOne')}</span>}
        </p>
        <p className="text-12 text-ink-muted">
          {channel === 'mail' && `${address} · `}
          {digestAt === null ? t('asItComes') : t('daily', { at: digestAt })}
          {quiet !== null && ` · ${t('quiet', quiet)}`}
          {(quiet !== null || digestAt !== null) && ` · ${timeZone}`}
        </p>
        {resting.length > 0 && (
          <p className="text-12">{t('resting', { topics: resting.map((topic) => t(`topic.${topic}`)).join(', ') })}</p>
        )}
      </div>
      <Button
        aria-label={t('removeOf', { name })}
        aria-disabled={pending}
        className="max-tablet:h-11"
        onClick={() => {
          void remove()
        }}
      >
        {t('remove')}
      </Button>
      <FailureNote failure={failure} />
    </li>
  )
}
