'use client'

import { useTranslations } from 'next-intl'
import type { EventResult } from '#contract/api.ts'
import type { CustomerKeyRow } from '#contract/views/customer.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { mergeCustomers, partKey, undoLink } from './customer-requests.ts'
import { useCustomerWords } from './use-customer-words.ts'

interface KeyEvidenceProps {
  id: string
  known: CustomerKeyRow
  keys: readonly CustomerKeyRow[]
  customer: string
  now: number
}

const evidences = ['login', 'form', 'crm', 'import', 'person'] as const

/** How we know that a key is somebody's, and the way to put it right. */
export function KeyEvidence({ id, known, keys, customer, now }: KeyEvidenceProps) {
  const t = useTranslations('customers.who')
  const words = useCustomerWords()
  const formats = useFormats()
  const nameOf = (other: string): string => {
    const found = keys.find((key) => key.id === other)
    return found === undefined ? t('anotherKey') : words.key(found)
  }
  return (
    <div id={id} className="col-span-2 col-start-2 grid gap-1.5 pt-1 pb-1.5 text-12 text-ink-muted">
      <ul className="grid gap-0.5">
        {known.links.map((link) => {
          const evidence = evidences.find((each) => each === link.evidence)
          const said = evidence === undefined ? link.evidence : t(`evidence.${evidence}`)
          return (
            <li
              key={link.other}
              className="wrap-anywhere"
              title={`${formats.day(link.at, now)}, ${formats.second(link.at)}`}
            >
              {t('tied', { evidence: said, other: nameOf(link.other), time: formats.since(link.at, now) })}
              {link.decidedBy !== null &&
                `, ${t(link.decision === 'merged' ? 'merged' : 'separated', { by: link.decidedBy })}`}
            </li>
          )
        })}
        {known.links.length === 0 && <li>{t('untied')}</li>}
      </ul>
      <KeyAction known={known} customer={customer} />
    </div>
  )
}

/** Together, apart, or back: whichever is open to this key. */
function KeyAction({ known, customer }: Pick<KeyEvidenceProps, 'known' | 'customer'>) {
  const t = useTranslations('customers.who')
  const { pending, failure, run } = useRequest<EventResult>()
  const action = actionOf(known, customer)
  if (action === null) return null
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="small"
        className="max-tablet:h-11"
        aria-disabled={pending}
        onClick={() => {
          if (!pending) void run(action.ask())
        }}
      >
        {t(action.name)}
      </Button>
      {failure !== null && (
        <p role="alert" className="basis-full text-bad">
          {t('failed')}
        </p>
      )}
    </div>
  )
}

interface Action {
  name: 'merge' | 'undo' | 'part'
  ask: () => Promise<RequestAnswer<EventResult>>
}

function actionOf({ id, strength, links }: CustomerKeyRow, customer: string): Action | null {
  if (strength === 'probable') return { name: 'merge', ask: () => mergeCustomers(customer, id) }
  const merged = links.find(({ decision }) => decision === 'merged')
  if (merged) return { name: 'undo', ask: () => undoLink(customer, { from: id, to: merged.other }) }
  return links.length === 0 ? null : { name: 'part', ask: () => partKey(customer, id) }
}
