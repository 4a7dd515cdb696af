'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { EventResult } from '#contract/api.ts'
import type { RuleRow, RuleTrial, StandardRow } from '#contract/stock-rules.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { FailureNote } from '#components/stock/failure-note.tsx'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import type { DraftError, DraftField, RuleDraft } from './rule-draft.ts'
import { draftOf, emptyDraft, readDraft } from './rule-draft.ts'
import { RuleInputs } from './rule-inputs.tsx'
import { setRule, tryRule } from './rule-requests.ts'
import { TrialTable } from './trial-table.tsx'
import { useRuleWords } from './use-rule-words.ts'

interface RuleFormProps {
  /** Absent: a new one. */
  rule: RuleRow | null
  /** Somebody has asked for it, and goes on here. */
  isOpened: boolean
  standard: StandardRow
  onDone: () => void
}

/** A rule that is entered, tried on the last 30 days, and then saved. */
export function RuleForm({ rule, isOpened, standard, onDone }: RuleFormProps) {
  const t = useTranslations('stockRules')
  const words = useRuleWords()
  const { draft, errors, change, trying, saving, shown, onTry, onSave } = useRuleForm(rule, onDone)
  return (
    <section aria-labelledby="rule" className="min-w-0 px-4 py-4 tablet:px-6">
      <h3 id="rule" ref={isOpened ? takeFocus : undefined} tabIndex={-1} className="text-18 font-title">
        {rule ? t('changeOf', { name: words.of(rule) }) : t('newTitle')}
      </h3>
      <p className="mt-1 max-w-160 text-ink-muted">{t('why')}</p>
      <Form
        noValidate
        aria-labelledby="rule"
        onSend={() => {
          void onTry()
        }}
        className="mt-4 grid max-w-160 gap-4"
      >
        <RuleInputs draft={draft} errors={errors} standard={standard} isFixed={rule !== null} onChange={change} />
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant={shown === null ? 'primary' : 'default'}
            aria-disabled={trying.pending}
            className="max-tablet:h-11"
          >
            {trying.pending ? t('trying') : t('try')}
          </Button>
          <FailureNote failure={trying.failure} />
          {shown === null && <p className="text-12 text-ink-muted">{t('trySays')}</p>}
        </div>
      </Form>
      <div role="status" className="max-w-160">
        {shown !== null && <TrialTable trial={shown} />}
      </div>
      {shown !== null && <Save request={saving} onSave={onSave} />}
    </section>
  )
}

interface SaveProps {
  request: Pick<ReturnType<typeof useRequest<EventResult>>, 'pending' | 'failure'>
  onSave: () => Promise<void>
}

function Save({ request: { pending, failure }, onSave }: SaveProps) {
  const t = useTranslations('stockRules')
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3">
      <Button
        variant="primary"
        aria-disabled={pending}
        className="max-tablet:h-11"
        onClick={() => {
          void onSave()
        }}
      >
        {pending ? t('saving') : t('save')}
      </Button>
      <p className="text-12 text-ink-muted">{t('saveSays')}</p>
      <FailureNote failure={failure} />
    </div>
  )
}

/** What was tried: only that can be saved, not what has been entered since. */
interface Tried {
  of: string
  trial: RuleTrial
}

function useRuleForm(rule: RuleRow | null, onDone: () => void) {
  const [draft, setDraft] = useState(() => (rule ? draftOf(rule) : emptyDraft))
  const [errors, setErrors] = useState<Partial<Record<DraftField, DraftError>>>({})
  const [tried, setTried] = useState<Tried | null>(null)
  const trying = useRequest<RuleTrial>()
  const saving = useRequest<EventResult>()
  const read = readDraft(draft)
  const current = read.ok ? JSON.stringify([read.rule, read.values]) : null
  return {
    draft,
    errors,
    trying,
    saving,
    shown: tried !== null && tried.of === current ? tried.trial : null,
    change: (entered: Partial<RuleDraft>): void => {
      setDraft({ ...draft, ...entered })
      setErrors({})
    },
    onTry: async (): Promise<void> => {
      if (!read.ok) setErrors(read.errors)
      if (!read.ok || trying.pending) return
      const trial = await trying.run(tryRule(read.rule, read.values))
      if (trial !== null && current !== null) setTried({ of: current, trial })
    },
    onSave: async (): Promise<void> => {
      if (!read.ok || saving.pending) return
      if ((await saving.run(setRule(read.rule, read.values))) !== null) onDone()
    },
  }
}

function takeFocus(heading: HTMLElement | null): void {
  heading?.focus()
}
