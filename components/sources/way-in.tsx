'use client'

import { KeyRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { use } from 'react'
import type { Source } from '#contract/api.ts'
import { isLoopback } from '#components/qr/phone-url.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { curlSnippet } from './curl-snippet.ts'
import { FreshSecretContext } from './fresh-secret.ts'
import { Section } from './section.tsx'
import { secretPlaceholder } from './signed-curl.ts'
import { trackingSnippets } from './tracking-snippets.ts'
import { useKindWords } from './use-kind-words.ts'

interface WayInProps {
  source: Source
  origin: string
}

/** Of what stands under *Secret*: whoever has just made one is brought there. */
export const secretShownId = 'secret-shown'

/** What a sender is given: the address, the secret once, where to put them, and a line that sends one event. */
export function WayIn({ source, origin }: WayInProps) {
  const t = useTranslations('sources.wayIn')
  const { steps } = useKindWords()(source.kind)
  const { fresh } = use(FreshSecretContext)
  const secret = source.publicKey ?? (fresh?.slug === source.slug ? fresh.secret : null)
  const target = { origin, source: { ...source, secret } }
  const isTracking = source.publicKey !== undefined
  const address = isTracking ? origin : new URL(source.path, origin).href
  const line = curlSnippet(target)
  return (
    <Section title={t('title')}>
      <div className="grid gap-4">
        <Labelled label={t('address')}>
          <CodeBlock label={t('address')} code={address} />
          {isLoopback(origin) && <p className="text-12 text-warn">{t('loopback')}</p>}
        </Labelled>
        <Labelled label={isTracking ? t('key') : t('secret')} id={secretShownId}>
          <SecretShown secret={secret} isPublic={isTracking} />
        </Labelled>
        {steps !== '' && (
          <Labelled label={t('where')}>
            <p className="max-w-160 text-ink-muted">{steps}</p>
          </Labelled>
        )}
        {isTracking &&
          trackingSnippets(target).map(({ name, code }) => (
            <Labelled key={name} label={t(name)}>
              <CodeBlock label={t(name)} code={code} />
            </Labelled>
          ))}
        {line !== null && (
          <details open={secret !== null && !isTracking}>
            <summary className="text-12 font-medium max-tablet:min-h-11">{t('line')}</summary>
            <p className="mt-1 mb-2 text-12 text-ink-muted">
              {t('lineHow')} {secret === null && t('lineSecret', { placeholder: secretPlaceholder })}
            </p>
            <CodeBlock label={t('line')} code={line} />
          </details>
        )}
      </div>
    </Section>
  )
}

function SecretShown({ secret, isPublic }: { secret: string | null; isPublic: boolean }) {
  const t = useTranslations('sources.wayIn')
  if (secret === null) return <p className="text-ink-muted">{t('hidden')}</p>
  return (
    <>
      <CodeBlock label={isPublic ? t('key') : t('secret')} code={secret} />
      <p className="flex items-center gap-2 text-12 text-ink-muted">
        <KeyRound aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
        {isPublic ? t('publicKey') : t('once')}
      </p>
    </>
  )
}

function Labelled({ label, id, children }: { label: string; id?: string; children: ReactNode }) {
  return (
    <div {...(id !== undefined && { id, tabIndex: -1 })} className="grid min-w-0 gap-1.5">
      <h4 className="text-12 font-medium">{label}</h4>
      {children}
    </div>
  )
}
