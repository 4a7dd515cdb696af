import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { ApiDocument } from '#contract/openapi.ts'
import { CodePanel } from './code-panel.tsx'
import { MemberList } from './member-list.tsx'
import { variantsOf } from './members.ts'
import { Inline, Prose } from './prose.tsx'
import { schemeLabel } from './scheme-label.ts'

/** What holds for every operation: the address, credentials, problems. */
export function Preamble({ document, origin }: { document: ApiDocument; origin: string }) {
  const t = useTranslations('apiReference')
  const { info, components } = document
  const problem = variantsOf({ $ref: '#/components/schemas/Problem' }, components.schemas)[0]
  return (
    <>
      <header className="grid gap-3 pt-6 pb-8">
        <h2 className="text-24 font-title tracking-[-0.02em]" lang="en">
          {info.summary}
        </h2>
        <div lang="en">
          <Prose text={info.description} className="max-w-[72ch] text-ink-muted" />
        </div>
        <p className="text-ink-muted">
          {t.rich('document', {
            version: info.version,
            link: (words) => (
              // The event server's, no page of this app.
              // oxlint-disable-next-line nextjs/no-html-link-for-pages
              <a href="/v1/openapi.json" className="font-mono text-12 text-accent hover:underline">
                {words}
              </a>
            ),
          })}
        </p>
        <div className="max-w-120 pt-1">
          <CodePanel title={t('address')} code={origin} />
        </div>
      </header>
      <Block id="credentials" title={t('credentials')}>
        <dl className="border-t border-line">
          {Object.entries(components.securitySchemes).map(([name, scheme]) => (
            <div
              key={name}
              id={`credential-${name}`}
              className="grid scroll-mt-13 gap-x-4 gap-y-0.5 border-b border-line py-2 tablet:grid-cols-[13rem_1fr]"
            >
              <dt className="font-mono text-12 font-strong">{schemeLabel(name, scheme)}</dt>
              <dd className="max-w-[72ch] text-ink-muted" lang="en">
                <Inline text={scheme.description} />
              </dd>
            </div>
          ))}
        </dl>
      </Block>
      <Block id="problems" title={t('problems')}>
        <p className="max-w-[72ch] pb-3 text-ink-muted">{t('problemsLead')}</p>
        {problem && <MemberList label={t('problems')} lines={problem.lines} marks="optional" />}
      </Block>
    </>
  )
}

function Block({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`${id}-title`} id={id} className="scroll-mt-13 border-t border-line-strong py-8">
      <h2 id={`${id}-title`} className="pb-3 text-18 font-title tracking-[-0.012em]">
        {title}
      </h2>
      {children}
    </section>
  )
}
