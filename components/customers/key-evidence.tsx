'use client'

import { useTranslations } from 'next-intl'
import type { EventResult } from '#contract/api.ts'
import type { CustomerKeyRow } from '#contract/views/customer.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { mergeCustomers, partKey, undoLink } from './customer-requests.ts'
import type { KeyAction } from './key-actions.ts'
import { isCut, keyActionOf } from './key-actions.ts'
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
  const action = keyActionOf(known)
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
              {isCut(link, keys) && <PersonButton name="merge" ask={() => mergeCustomers(customer, link.other)} />}
            </li>
          )
        })}
        {known.links.length === 0 && <li>{t('untied')}</li>}
      </ul>
      {action !== null && <PersonButton name={action.name} ask={askerOf(action, { key: known.id, customer })} />}
    </div>
  )
}

interface PersonButtonProps {
  name: 'merge' | 'undo' | 'part'
  ask: () => Promise<RequestAnswer<EventResult>>
}

/** Tells who is who, and says when that could not be done. */
function PersonButton({ name, ask }: PersonButtonProps) {
  const t = useTranslations('customers.who')
  const { pending, failure, run } = useRequest<EventResult>()
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" className="max-tablet:h-11" isBusy={pending} onClick={() => void run(ask())}>
        {t(name)}
      </Button>
      {failure !== null && (
        <p role="alert" className="basis-full text-bad">
          {t('failed')}
        </p>
      )}
    </div>
  )
}

function askerOf(action: KeyAction, { key, customer }: { key: string; customer: string }): PersonButtonProps['ask'] {
  switch (action.name) {
    case 'merge':
      return () => mergeCustomers(customer, key)
    case 'undo':
      return () => undoLink(customer, { from: key, to: action.link.other })
    case 'part':
      return () => partKey(customer, key)
  }
}
