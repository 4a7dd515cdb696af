'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { EventResult } from '#contract/api.ts'
import type { RuleRow, StandardRow } from '#contract/stock-rules.ts'
import { Confirmed } from '#components/capture/confirmed.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { FailureNote } from '#components/stock/failure-note.tsx'
import { Button } from '#components/ui/button.tsx'
import { removeRule } from './rule-requests.ts'
import { useRuleWords } from './use-rule-words.ts'

interface RuleListProps {
  rules: readonly RuleRow[]
  standard: StandardRow
  /** Of the rule that is in the form. */
  opened: string | null
  onOpen: (rule: RuleRow | null) => void
}

/** What holds, the most general first: what stands below wins over what stands above. */
export function RuleList({ rules, standard, opened, onOpen }: RuleListProps) {
  const t = useTranslations('stockRules')
  return (
    <section aria-labelledby="rules" className="min-w-0">
      <header className="border-b border-line px-4 py-3 tablet:px-6">
        <div className="flex items-center justify-between gap-3">
          <h3 id="rules" className="font-strong">
            {t('inForce')}
          </h3>
          <Button
            className="max-tablet:h-11"
            onClick={() => {
              onOpen(null)
            }}
          >
            <Plus aria-hidden="true" strokeWidth={1.6} />
            {t('new')}
          </Button>
        </div>
        <p className="mt-1 text-12 text-ink-muted">{t('mostSpecific')}</p>
      </header>
      <ol aria-labelledby="rules">
        <li className="border-b border-line px-4 py-3 tablet:px-6">
          <p className="font-medium">{t('standard')}</p>
          <Says values={standard} />
        </li>
        {rules.map((rule) => (
          <RuleItem key={rule.id} rule={rule} isOpened={rule.id === opened} onOpen={onOpen} />
        ))}
      </ol>
      {rules.length === 0 && <p className="px-4 py-3 text-ink-muted tablet:px-6">{t('none')}</p>}
    </section>
  )
}

function Says({ values }: { values: Omit<StandardRow, 'kind' | 'places' | 'categories'> | RuleRow }) {
  const words = useRuleWords()
  return (
    <ul className="mt-0.5 text-12 text-ink-muted">
      {words.values(values).map((phrase) => (
        <li key={phrase}>{phrase}</li>
      ))}
    </ul>
  )
}

interface RuleItemProps {
  rule: RuleRow
  isOpened: boolean
  onOpen: (rule: RuleRow) => void
}

function RuleItem({ rule, isOpened, onOpen }: RuleItemProps) {
  const t = useTranslations('stockRules')
  const words = useRuleWords()
  const formats = useFormats()
  const now = useServerNow(60_000) ?? 0
  const { pending, failure, run } = useRequest<EventResult>()
  const name = words.of(rule)
  const when = formats.since(rule.setAt, now)
  return (
    <li
      aria-current={isOpened ? 'true' : undefined}
      className="border-b border-line px-4 py-3 tablet:px-6 aria-[current=true]:bg-fill"
    >
      <p className="font-medium">{name}</p>
      <Says values={rule} />
      <p className="mt-0.5 text-12 text-ink-faint">
        {rule.setBy === null ? t('setAt', { when }) : t('setBy', { when, by: rule.setBy })}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          className="max-tablet:h-11"
          aria-label={t('changeOf', { name })}
          onClick={() => {
            onOpen(rule)
          }}
        >
          {t('change')}
        </Button>
        <Confirmed
          ask={t('remove')}
          title={t('removeOf', { name })}
          confirm={t('removeNow')}
          pending={t('removing')}
          isPending={pending}
          onConfirm={async () => (await run(removeRule(rule.id))) !== null}
        >
          <p className="text-ink-muted">{t('removeWhy')}</p>
          <FailureNote failure={failure} />
        </Confirmed>
      </div>
    </li>
  )
}
