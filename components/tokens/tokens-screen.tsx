'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { Token } from '#contract/tokens.ts'
import { AccessHead } from '#components/access/access-head.tsx'
import { NewToken } from './new-token.tsx'
import { TokenItem } from './token-item.tsx'

interface TokensScreenProps {
  tokens: readonly Token[]
  /** When they were read, epoch ms. */
  readAt: number
}

/** What programs prove themselves with: make one, see which are used, revoke one. */
export function TokensScreen({ tokens, readAt }: TokensScreenProps) {
  const t = useTranslations('tokens')
  const router = useRouter()
  const refresh = (): void => {
    router.refresh()
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <AccessHead tab="tokens" />
      <div className="max-w-240 px-4 py-4 tablet:px-6">
        <p className="mb-5 max-w-160 text-ink-muted">{t('why')}</p>
        <NewToken onCreated={refresh} />
        <section aria-labelledby="tokens" className="border-t border-line py-5">
          <h2 id="tokens" className="font-strong">
            {t('list')}
          </h2>
          {tokens.length === 0 ? (
            <p className="py-3 text-ink-muted">{t('none')}</p>
          ) : (
            <ul aria-labelledby="tokens">
              {tokens.map((token) => (
                <TokenItem key={token.id} token={token} readAt={readAt} onChange={refresh} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}
