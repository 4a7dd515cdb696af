'use client'

import { useTranslations } from 'next-intl'
import { useActionState, useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { CreatedSource } from '#contract/api.ts'
import { isSlug } from '#components/sources/slug-of.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { createSource, slugMalformed } from '#components/sources/source-requests.ts'
import { useCreateFailureWords } from './use-create-failure-words.ts'

interface FormState {
  slug: string
  failure: RequestFailure | null
}

/** Names a source and creates it. */
export function SourceForm({ onCreated }: { onCreated: (source: CreatedSource) => void }) {
  const t = useTranslations('firstRun')
  const failureWords = useCreateFailureWords()
  const id = useId()
  const [state, submit, pending] = useActionState<FormState, FormData>(
    async (_previous, form) => {
      const entered = form.get('slug')
      const slug = typeof entered === 'string' ? entered.trim() : ''
      const answer = isSlug(slug) ? await createSource({ slug }) : slugMalformed
      if (answer.ok) onCreated(answer.value)
      return { slug, failure: answer.ok ? null : answer.failure }
    },
    { slug: 'shop', failure: null },
  )
  const failed = state.failure !== null
  return (
    <form action={submit} className="mt-4 grid gap-1.5 tablet:ml-8">
      <label htmlFor={id} className="text-12 font-medium">
        {t('slug')}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          name="slug"
          defaultValue={state.slug}
          maxLength={63}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={failed}
          aria-describedby={`${id}-hint`}
          className="h-9 min-w-0 flex-1 rounded-2 border border-line-field bg-surface px-2.5 text-ink aria-invalid:border-bad max-tablet:h-11 max-tablet:text-[1rem]"
        />
        <Button type="submit" variant="primary" disabled={pending} className="h-9 max-tablet:h-11">
          {pending ? t('creating') : t('create')}
        </Button>
      </div>
      <p
        id={`${id}-hint`}
        role={failed ? 'alert' : undefined}
        className={`text-12 ${failed ? 'text-bad' : 'text-ink-faint'}`}
      >
        {state.failure === null ? t('slugHint') : failureWords(state.failure)}
      </p>
    </form>
  )
}
