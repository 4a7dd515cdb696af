'use client'

import { KeyRound, Webhook } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { NewSource } from './create-source.ts'
import { curlSnippet } from './curl-snippet.ts'
import { SourceForm } from './source-form.tsx'

/** The first way in: a source, its secret once, and a signed request to paste. */
export function TerminalWay() {
  const t = useTranslations('firstRun')
  const [source, setSource] = useState<NewSource | null>(null)
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
        <SourceForm onCreated={setSource} />
      ) : (
        <div className="mt-4 grid gap-3 tablet:ml-8">
          <p className="text-12 text-ink-muted">{t('paste')}</p>
          <CodeBlock label={t('terminal')} code={curlSnippet({ origin: window.location.origin, source })} />
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
