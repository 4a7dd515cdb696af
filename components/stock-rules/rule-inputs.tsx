'use client'

import { useTranslations } from 'next-intl'
import type { StandardRow } from '#contract/stock-rules.ts'
import { ruleScopeSchema } from '#contract/stock-rules.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { SelectField, TextField } from '#components/ui/field.tsx'
import type { DraftError, DraftField, RuleDraft } from './rule-draft.ts'
import { useRuleWords } from './use-rule-words.ts'

interface RuleInputsProps {
  draft: RuleDraft
  errors: Partial<Record<DraftField, DraftError>>
  standard: StandardRow
  /** What it is for stays: it would be another rule. */
  isFixed: boolean
  onChange: (entered: Partial<RuleDraft>) => void
}

const scopes = ruleScopeSchema.options.toReversed()

export function RuleInputs({ draft, errors, standard, isFixed, onChange }: RuleInputsProps) {
  const t = useTranslations('stockRules')
  const formats = useFormats()
  const words = useRuleWords()
  const number = (field: 'opensAt' | 'closesBelow' | 'leadTime' | 'keptShare', usual: string) => {
    const error = errors[field]
    return (
      <TextField
        label={t(`form.${field}`)}
        hint={t(`form.${field}Hint`)}
        inputMode="decimal"
        placeholder={t('form.usual', { value: usual })}
        value={draft[field]}
        error={error && t(`wrong.${error}`)}
        onChange={({ target }) => {
          onChange({ [field]: target.value })
        }}
      />
    )
  }
  return (
    <>
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField
          label={t('form.scope')}
          value={draft.scope}
          disabled={isFixed}
          options={scopes.map((scope) => ({ value: scope, label: t(`form.scopes.${scope}`) }))}
          onChange={({ target }) => {
            const scope = scopes.find((each) => each === target.value) ?? 'all'
            onChange({ scope, value: choicesOf(standard, scope)?.[0]?.value ?? '' })
          }}
        />
        <WhatInput draft={draft} error={errors.value} standard={standard} isFixed={isFixed} onChange={onChange} />
      </div>
      <div className="grid gap-4 tablet:grid-cols-2">
        {number('opensAt', formats.percent(standard.opensAt))}
        {number('closesBelow', formats.percent(standard.closesBelow))}
        {number('leadTime', words.length(standard.leadTimeHours))}
        {number('keptShare', formats.percent(standard.keptShare))}
      </div>
    </>
  )
}

function choicesOf({ places, categories }: StandardRow, scope: RuleDraft['scope']) {
  if (scope === 'place') return places.map(({ place, name }) => ({ value: place, label: name }))
  if (scope === 'category') return categories.map((category) => ({ value: category, label: category }))
  return undefined
}

type WhatInputProps = Omit<RuleInputsProps, 'errors'> & { error: DraftError | undefined }

/** Which of them: chosen where they are known, else entered. */
function WhatInput({ draft, error, standard, isFixed, onChange }: WhatInputProps) {
  const t = useTranslations('stockRules')
  const { scope, value } = draft
  if (scope === 'all') return null
  const choices = choicesOf(standard, scope) ?? []
  const label = t(`form.what.${scope}`)
  const shared = {
    label,
    value,
    disabled: isFixed,
    error: error && t(`wrong.${error}`),
    onChange: ({ target }: { target: { value: string } }) => {
      onChange({ value: target.value })
    },
  }
  if (choices.length === 0) return <TextField {...shared} />
  const isKnown = choices.some((choice) => choice.value === value)
  return <SelectField {...shared} options={isKnown ? choices : [{ value, label: value }, ...choices]} />
}
