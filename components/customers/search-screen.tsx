'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { KeyboardEvent } from 'react'
import { useId, useRef } from 'react'
import type { FoundCustomer } from '#contract/customers.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { Button } from '#components/ui/button.tsx'
import { control } from '#components/ui/field.tsx'
import { tellTyped } from '#components/ui/tell-typed.ts'
import { useWaitingEnter } from '#components/ui/use-waiting-enter.ts'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { describeFound } from './describe-found.ts'
import { FoundLine } from './found-line.tsx'
import type { SearchOutcome } from './find-customers.ts'
import type { OpenedCustomer } from './recently-opened.ts'
import { forgetOpened, rememberOpened, useRecentlyOpened } from './recently-opened.ts'
import { useCustomerSearch } from './use-customer-search.ts'

/** Search first: whoever opens this screen has somebody in mind, and begins to type. */
export function SearchScreen() {
  const t = useTranslations('customers.search')
  const { words, outcome, isBusy, type, again } = useCustomerSearch()
  const screen = useRef<HTMLDivElement>(null)
  const id = useId()
  const mayRead = useMay('read:customers')
  const openFirst = (): void => screen.current?.querySelector<HTMLAnchorElement>('li a')?.click()
  const { wait, forget } = useWaitingEnter(isBusy, openFirst)
  const onKey = (event: KeyboardEvent): void => {
    // Enter ends a composition, and is no wish yet.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') forget()
    moveFocus(event, { screen: screen.current, onEnter: isBusy ? wait : openFirst })
  }
  // Without it there is nothing to type for: said before, not after.
  if (!mayRead || outcome?.state === 'forbidden') return <Forbidden level={2} />
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys move the focus between what it holds
    <div ref={screen} className="flex min-w-0 flex-1 flex-col" onKeyDown={onKey}>
      <search className="border-b border-line p-4 tablet:px-6">
        <label htmlFor={id} className="sr-only">
          {t('label')}
        </label>
        <div className="relative max-w-160">
          <Search
            aria-hidden="true"
            strokeWidth={1.6}
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-muted"
          />
          <input
            ref={tellTyped}
            id={id}
            type="search"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- there is nothing else to do on this screen
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={words}
            placeholder={t('placeholder')}
            onChange={(event) => {
              forget()
              type(event.target.value)
            }}
            // Whoever goes elsewhere is not to be fetched from there.
            onBlur={forget}
            className={`${control} h-10 pl-9`}
          />
        </div>
        <p className="mt-2 text-12 text-ink-muted" aria-live="polite">
          {statusOf(t, { outcome, isBusy })}
        </p>
      </search>
      {outcome === null ? <Recent /> : <Outcome outcome={outcome} isBusy={isBusy} again={again} />}
    </div>
  )
}

type Words = ReturnType<typeof useTranslations<'customers.search'>>

function statusOf(t: Words, { outcome, isBusy }: { outcome: SearchOutcome | null; isBusy: boolean }): string {
  if (outcome === null) return isBusy ? t('searching') : t('hint')
  if (outcome.state !== 'found') return isBusy ? t('searching') : ''
  return t(outcome.isMore ? 'firstFound' : 'found', { count: outcome.customers.length })
}

interface OutcomeProps {
  outcome: SearchOutcome
  isBusy: boolean
  again: () => void
}

function Outcome({ outcome, isBusy, again }: OutcomeProps) {
  const t = useTranslations('customers.search')
  if (outcome.state === 'forbidden') return null
  if (outcome.state !== 'found') {
    return (
      <div role="alert" className="grid justify-items-start gap-3 p-4 tablet:px-6">
        <p>{outcome.state === 'offline' ? t('offline') : t('failed', { status: outcome.status })}</p>
        <Button size="small" className="max-tablet:h-11" onClick={again} disabled={isBusy}>
          {t('again')}
        </Button>
      </div>
    )
  }
  if (outcome.customers.length === 0) return <p className="p-4 text-ink-muted tablet:px-6">{t('nobody')}</p>
  const areSimilar = outcome.customers.every(({ by }) => by === 'similar')
  return (
    <>
      {areSimilar && <p className="px-4 pt-4 text-12 text-ink-muted tablet:px-6">{t('similar')}</p>}
      <ul aria-label={t('results')} aria-busy={isBusy}>
        {outcome.customers.map((customer) => (
          <Found key={customer.id} customer={customer} />
        ))}
      </ul>
    </>
  )
}

function Found({ customer }: { customer: FoundCustomer }) {
  const t = useTranslations('customers')
  const { id, kind, isShared, firstOrderAt } = customer
  const { title, detail } = describeFound(t, customer)
  const isVisitor = kind === 'visitor'
  const mark = isShared ? t('search.shared') : firstOrderAt === null && !isVisitor ? t('prospect') : null
  return (
    <FoundLine id={id} title={title} detail={detail} mark={mark} onOpen={() => rememberOpened({ id, title, detail })} />
  )
}

/** What this browser opened last; it is kept nowhere else. */
function Recent() {
  const t = useTranslations('customers.search')
  const opened = useRecentlyOpened()
  if (opened.length === 0) return <p className="p-4 text-ink-muted tablet:px-6">{t('noneOpened')}</p>
  return (
    <section aria-label={t('recent')}>
      <div className="flex items-center justify-between px-4 pt-4 tablet:px-6">
        <h2 className="text-12 text-ink-muted">{t('recent')}</h2>
        <Button size="small" variant="ghost" className="max-tablet:h-11" onClick={forgetOpened}>
          {t('forget')}
        </Button>
      </div>
      <ul>
        {opened.map((customer: OpenedCustomer) => (
          <FoundLine key={customer.id} {...customer} mark={null} onOpen={() => rememberOpened(customer)} />
        ))}
      </ul>
    </section>
  )
}

interface MoveOptions {
  screen: HTMLElement | null
  /** In the field. */
  onEnter: () => void
}

/** Arrows go through what is found and back to the field; Enter in the field opens the first. */
function moveFocus(event: KeyboardEvent, { screen, onEnter }: MoveOptions): void {
  const field = screen?.querySelector('input')
  const links = [...(screen?.querySelectorAll<HTMLAnchorElement>('li a') ?? [])]
  const at = links.findIndex((link) => link === document.activeElement)
  const isInField = document.activeElement === field
  if (event.key === 'Enter' && isInField) onEnter()
  else if (event.key === 'ArrowDown' && (isInField || at >= 0)) links[Math.min(at + 1, links.length - 1)]?.focus()
  else if (event.key === 'ArrowUp' && at >= 0) (at === 0 ? field : links[at - 1])?.focus()
  else if (event.key === 'Escape' && at >= 0) field?.focus()
  else return
  event.preventDefault()
}
