'use client'

import { KeyRound, Webhook } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { CreatedSource } from '#contract/api.ts'
import { curlSnippet } from '#components/sources/curl-snippet.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { SourceForm } from './source-form.tsx'

/** The first way in: a source, its secret once, and a signed request to paste. */
export function TerminalWay() {
  const t = useTranslations('firstRun')
  const [source, setSource] = useState<CreatedSource | null>(null)
  return (
    <section aria-labelledby="terminal-way" className="border-t border-line py-4">
      <header className="flex items-center gap-3">
        <Webhook aria-hidden="true" strokeWidth={1.6} className="size-5 text-accent" />
        <div>
          <h3 id="terminal-way" className="text-15 font-strong">
            {t('terminal')}
          </h3>
          <p className="text-12 text-ink-muted">{t('terminalWhat')}</p>
        </div>
      </header>
      {source === null ? (
        <>
          <SourceForm onCreated={setSource} />
          <Link
            href="/settings/sources/new"
            className="mt-4 inline-flex min-h-6 text-accent hover:underline tablet:ml-8"
          >
            {t('allKinds')}
          </Link>
        </>
      ) : (
        <div className="mt-4 grid gap-3 tablet:ml-8">
          <p className="text-12 text-ink-muted">{t('paste')}</p>
          <CodeBlock label={t('terminal')} code={curlSnippet({ origin: window.location.origin, source }) ?? ''} />
          <p className="flex items-center gap-3 text-12 text-ink-muted">
            <KeyRound aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
            <span>
              {t.rich('secretOnce', {
                source: source.slug,
                b: (text) => <b className="font-strong text-ink">{text}</b>,
              })}
            </span>
          </p>
        </div>
      )}
    </section>
  )
}
