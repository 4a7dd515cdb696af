'use client'

import { useTranslations } from 'next-intl'
import { use, useEffect, useId, useRef } from 'react'
import type { EventResult } from '#contract/api.ts'
import { longestComment } from '#contract/alerts.ts'
import type { StockAlertRow, StockCommentRow } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { passFocus } from '#components/ui/pass-focus.ts'
import { AlertDraft, dropSent, writeDraft } from './alert-draft.ts'
import { commentAlert } from './alert-requests.ts'
import { FailureNote } from './failure-note.tsx'

interface CommentPaneProps {
  alert: StockAlertRow
  /** Newest first. */
  comments: readonly StockCommentRow[]
  now: number
  /** Somebody has just asked to write; otherwise it is only there because there are words. */
  isAsked: boolean
}

/** What was said of an alert, and a place to say something. What could not be stored, or no longer can, stays in it. */
export function CommentPane({ alert, comments, now, isAsked }: CommentPaneProps) {
  const t = useTranslations('stock')
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const { drafts, change } = use(AlertDraft)
  const of = alert.id
  const text = drafts.get(of) ?? ''
  const { pending, failure, run } = useRequest<EventResult>()
  useEffect(() => {
    if (isAsked) field.current?.focus()
  }, [isAsked])
  const send = async (): Promise<void> => {
    if (text.trim() === '' || pending) return
    if ((await run(commentAlert(of, text))) === null) return
    change((drafts) => dropSent(drafts, { of, text }))
    passFocus({ from: button.current, to: field.current })
  }
  return (
    <div className="mt-3 grid gap-3">
      <Form
        onSend={() => {
          void send()
        }}
        className="flex flex-wrap items-end gap-2"
      >
        <div className="grid min-w-48 flex-1 gap-1">
          <label htmlFor={id} className="text-12 font-medium">
            {t('say')}
          </label>
          <textarea
            id={id}
            value={text}
            rows={2}
            maxLength={longestComment}
            ref={field}
            onChange={({ target }) => {
              change((drafts) => writeDraft(drafts, { of, text: target.value }))
            }}
            className="w-full rounded-2 border border-line-field bg-surface px-2.5 py-1.5 text-ink max-tablet:text-[1rem]"
          />
        </div>
        <Button
          type="submit"
          ref={button}
          disabled={alert.state === 'closed'}
          isBusy={pending}
          className="max-tablet:h-11"
        >
          {t('send')}
        </Button>
        <FailureNote failure={failure} />
      </Form>
      {comments.length > 0 && <Said comments={comments} now={now} />}
    </div>
  )
}

function Said({ comments, now }: Pick<CommentPaneProps, 'comments' | 'now'>) {
  const t = useTranslations('stock')
  const formats = useFormats()
  return (
    <ol aria-label={t('comments')} className="grid gap-2">
      {comments.map(({ position, by, text, at }) => (
        <li key={position}>
          <p className="text-12 text-ink-muted">
            {by ?? t('somebody')} · <time dateTime={new Date(at).toISOString()}>{formats.since(at, now)}</time>
          </p>
          <p className="wrap-anywhere whitespace-pre-line">{text}</p>
        </li>
      ))}
    </ol>
  )
}
