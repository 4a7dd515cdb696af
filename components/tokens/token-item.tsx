'use client'

import { useTranslations } from 'next-intl'
import type { Token } from '#contract/tokens.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { useRoleWords } from '#components/access/use-role-words.ts'
import { Confirmed } from '#components/capture/confirmed.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { revokeToken } from './token-requests.ts'

interface TokenItemProps {
  token: Token
  readAt: number
  onChange: () => void
}

/** One token: what it may, when it was used, and the way to end it. */
export function TokenItem({ token, readAt, onChange }: TokenItemProps) {
  const t = useTranslations('tokens')
  const formats = useFormats()
  const roleWords = useRoleWords()
  const { pending, failure, run } = useRequest<Token>()
  const { id, name, ending, roles, createdBy, createdAt, lastUsedAt, revokedAt, isResting } = token
  const when = (at: string): string => formats.since(Date.parse(at), readAt)
  const revoke = async (): Promise<boolean> => {
    const isDone = (await run(revokeToken(id))) !== null
    if (isDone) onChange()
    return isDone
  }
  return (
    <li className="border-b border-line py-3 last:border-b-0">
      <p className={revokedAt === null ? 'font-medium' : 'text-ink-muted line-through'}>
        {name} <span className="font-mono text-12 text-ink-faint">vgt_…{ending}</span>
      </p>
      <p className="mb-2 text-12 text-ink-muted">
        {roleWords(roles)} · {t('by', { name: createdBy, at: when(createdAt) })} ·{' '}
        {revokedAt !== null
          ? t('revokedAt', { at: when(revokedAt) })
          : isResting
            ? t('resting')
            : lastUsedAt === null
              ? t('neverUsed')
              : t('usedAt', { at: when(lastUsedAt) })}
      </p>
      {revokedAt === null && (
        <Confirmed
          ask={t('revoke')}
          title={t('revokeTitle', { name })}
          confirm={t('revokeNow')}
          pending={t('revoking')}
          isPending={pending}
          onConfirm={revoke}
        >
          <p className="text-ink-muted">{t('revokeWhy')}</p>
        </Confirmed>
      )}
      <AccessFailure failure={failure} />
    </li>
  )
}
