import { useTranslations } from 'next-intl'
import type { DescribedResponse } from '#contract/openapi.ts'
import type { Schemas } from './members.ts'
import { variantsOf } from './members.ts'
import type { Entry } from './operations-of.ts'
import { Inline } from './prose.tsx'
import { Variants } from './variants.tsx'

const problemType = 'application/problem+json'

/** What an operation answers: what it does when all is well, then what it refuses with. */
export function Answers({ entry, schemas }: { entry: Entry; schemas: Schemas }) {
  const t = useTranslations('apiReference')
  const all = Object.entries(entry.responses)
  const isProblem = ([, { content }]: [string, DescribedResponse]) => content?.[problemType] !== undefined
  return (
    <>
      {all
        .filter((one) => !isProblem(one))
        .map(([status, response]) => (
          <Answer key={status} status={status} response={response} schemas={schemas} />
        ))}
      <div>
        <h4 className="pb-1.5 text-12 font-strong">
          <a href="#problems" className="hover:underline">
            {t('problems')}
          </a>
        </h4>
        <ul className="border-t border-line">
          {all.filter(isProblem).flatMap(([status, { content }]) =>
            Object.entries(content?.[problemType]?.examples ?? {}).map(([code, { summary = '' }]) => (
              <li key={code} className="grid gap-x-3 border-b border-line py-1.5 tablet:grid-cols-[2rem_13rem_1fr]">
                <span className="text-12 text-ink-faint max-tablet:hidden">{status}</span>
                <span className="text-12">
                  <span className="mr-2 text-ink-faint tablet:hidden">{status}</span>
                  <code className="font-mono wrap-anywhere">{code}</code>
                </span>
                <span className="text-12 text-ink-muted" lang="en">
                  <Inline text={summary} />
                </span>
              </li>
            )),
          )}
        </ul>
      </div>
    </>
  )
}

interface AnswerProps {
  status: string
  response: DescribedResponse
  schemas: Schemas
}

function Answer({ status, response, schemas }: AnswerProps) {
  const t = useTranslations('apiReference')
  const { description, headers, content = {} } = response
  const [mediaType, body] = Object.entries(content)[0] ?? []
  const title = t('answer', { status })
  return (
    <div>
      <h4 className="flex flex-wrap items-baseline gap-x-2 pb-1.5 text-12 font-strong">
        {title}
        {mediaType !== undefined && (
          <span className="font-mono font-text wrap-anywhere text-ink-faint">{mediaType}</span>
        )}
      </h4>
      <p className="max-w-[68ch] pb-2 text-ink-muted" lang="en">
        <Inline text={description} />
      </p>
      {body && <Variants label={title} variants={variantsOf(body.schema, schemas)} marks="optional" />}
      {Object.keys(headers).length > 0 && (
        <p className="pt-2 text-12 text-ink-muted">
          {t('headers')}{' '}
          {Object.entries(headers).map(([name, header], index) => (
            <span key={name}>
              {index > 0 && ', '}
              <code title={header.description} className="font-mono text-ink">
                {name}
              </code>
            </span>
          ))}
        </p>
      )}
    </div>
  )
}
