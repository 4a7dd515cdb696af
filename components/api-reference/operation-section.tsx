import { Link2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { ApiDocument } from '#contract/openapi.ts'
import { Answers } from './answers.tsx'
import { MemberList } from './member-list.tsx'
import type { MemberLine } from './members.ts'
import { typeOf, variantsOf } from './members.ts'
import { MethodName } from './method-name.tsx'
import { OperationCode } from './operation-code.tsx'
import type { Entry } from './operations-of.ts'
import { Prose } from './prose.tsx'
import { Variants } from './variants.tsx'
import { WhoMay } from './who-may.tsx'

interface OperationSectionProps {
  entry: Entry
  components: ApiDocument['components']
}

/** One operation: what it is for on the left, what it looks like on the right. */
export function OperationSection({ entry, components }: OperationSectionProps) {
  const t = useTranslations('apiReference')
  const { operationId: id, requestBody } = entry
  const { schemas } = components
  const [body] = Object.values(requestBody?.content ?? {})
  return (
    <section
      aria-labelledby={`${id}-title`}
      id={id}
      className="grid scroll-mt-13 gap-x-8 gap-y-5 border-t border-line py-8 side:grid-cols-[minmax(0,1fr)_minmax(0,0.82fr)]"
    >
      <div className="grid min-w-0 content-start gap-5">
        <OperationHead entry={entry} schemes={components.securitySchemes} />
        {(['path', 'query', 'header'] as const).map((place) => {
          const lines = parameterLines(entry, place)
          return (
            lines.length > 0 && (
              <Part key={place} title={t(`in.${place}`)}>
                <MemberList label={t(`in.${place}`)} lines={lines} marks="required" />
              </Part>
            )
          )
        })}
        {requestBody && body && (
          <Part
            title={requestBody.required ? t('body') : t('optionalBody')}
            note={Object.keys(requestBody.content).join(', ')}
          >
            <Variants label={t('body')} variants={variantsOf(body.schema, schemas)} marks="required" />
          </Part>
        )}
        <Answers entry={entry} schemas={schemas} />
      </div>
      <OperationCode entry={entry} />
    </section>
  )
}

interface OperationHeadProps {
  entry: Entry
  schemes: ApiDocument['components']['securitySchemes']
}

function OperationHead({ entry, schemes }: OperationHeadProps) {
  const t = useTranslations('apiReference')
  const { operationId: id, method, path, summary, description } = entry
  return (
    <header className="grid gap-2">
      <h3 className="group text-18 font-title tracking-[-0.012em]" lang="en">
        <span id={`${id}-title`}>{summary}</span>
        <a
          href={`#${id}`}
          aria-label={t('anchor', { title: summary })}
          className="ml-2 inline-block align-[-2px] text-ink-faint opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-tablet:hidden"
        >
          <Link2 aria-hidden="true" strokeWidth={1.6} className="size-4" />
        </a>
      </h3>
      <p className="flex flex-wrap items-baseline gap-2">
        <MethodName method={method} />
        <code className="font-mono wrap-anywhere">{path}</code>
      </p>
      {description !== undefined && (
        <div lang="en">
          <Prose text={description} className="max-w-[68ch] text-ink-muted" />
        </div>
      )}
      <p className="text-12 text-ink-muted">
        <span className="font-strong text-ink">{t('whoMay')}</span> <WhoMay entry={entry} schemes={schemes} />
      </p>
    </header>
  )
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="flex flex-wrap items-baseline gap-x-2 pb-1.5 text-12 font-strong">
        {title}
        {note !== undefined && <span className="font-mono font-text wrap-anywhere text-ink-faint">{note}</span>}
      </h4>
      {children}
    </div>
  )
}

function parameterLines({ parameters }: Entry, place: 'path' | 'query' | 'header'): MemberLine[] {
  return parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required, description, schema }) => ({
      path: name,
      name,
      depth: 0,
      type: typeOf(schema),
      isRequired: required,
      description,
      defaultValue: schema.default === undefined ? undefined : JSON.stringify(schema.default),
    }))
}
