'use client'

import { useTranslations } from 'next-intl'
import type { KeyboardEvent } from 'react'
import { useId, useLayoutEffect, useRef, useState } from 'react'
import { useWaitingEnter } from '#components/ui/use-waiting-enter.ts'
import type { PaletteEntry } from './palette-entry.ts'
import { groupEntries, matchEntries } from './palette-entry.ts'
import { PaletteField } from './palette-field.tsx'
import { PaletteList } from './palette-list.tsx'
import { useFoundCustomers } from './use-found-customers.ts'
import { useFoundProducts } from './use-found-products.ts'
import {
  useBehindStockEntries,
  useOpenedEntries,
  usePreferenceEntries,
  useScreenEntries,
  useStockEntries,
} from './use-local-entries.ts'

/**
 * A field and a list of what its words lead to: a combobox whose focus stays in the field
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/), in a dialog that the browser makes modal.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('palette')
  const listId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const { words, type, groups, order, active, point, isBusy, trouble } = useEntries()
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])

  const choose = (entry: PaletteEntry): void => {
    dialog.current?.close()
    entry.choose()
  }
  const { wait, forget } = useWaitingEnter(isBusy, () => {
    // Once closed it stands there for another moment. Of a search that failed the first may not be what was meant.
    if (dialog.current?.open === true && trouble === null && order[0] !== undefined) choose(order[0])
  })
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const next = stepOf(event.key, { at: active === undefined ? -1 : order.indexOf(active), count: order.length })
    if (next !== null) {
      forget()
      point(order[next])
    } else if (event.key === 'Enter' && active !== undefined) choose(active)
    else if (event.key === 'Enter' && isBusy) wait()
    else return
    event.preventDefault()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <dialog
      ref={dialog}
      aria-label={t('open')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
      className="fixed inset-x-0 top-0 m-0 mx-auto w-full max-w-150 bg-overlay text-ink shadow-overlay backdrop:bg-[color-mix(in_oklab,var(--ink)_20%,transparent)] max-tablet:h-dvh max-tablet:max-h-none max-tablet:max-w-none tablet:top-[12vh] tablet:rounded-3"
    >
      <div className="flex flex-col max-tablet:h-full">
        <PaletteField
          words={words}
          listId={listId}
          active={active}
          isExpanded={order.length > 0}
          onType={(next) => {
            forget()
            type(next)
          }}
          onKey={onKey}
          onClose={() => dialog.current?.close()}
        />
        <p className="sr-only" role="status">
          {isBusy ? t('searching') : t('found', { count: order.length })}
        </p>
        <PaletteList listId={listId} groups={groups} active={active} onPoint={point} onChoose={choose} />
        {trouble !== null && <p className="border-t border-line px-4 py-2 text-bad">{trouble}</p>}
        {order.length === 0 && !isBusy && <p className="px-4 pb-4 text-ink-muted">{t('nothing')}</p>}
      </div>
    </dialog>
  )
}

/**
 * What the words lead to, and which of it Enter chooses: what is pointed at, else the screen that they name, else the first. While customers
 * or products are searched for nothing is the first: those that stand there were found for older words.
 */
function useEntries() {
  const [words, setWords] = useState('')
  const [pointedId, setPointedId] = useState<string | null>(null)
  const customers = useFoundCustomers()
  const products = useFoundProducts()
  const isBusy = customers.isBusy || products.isBusy
  const local = [
    ...useOpenedEntries(),
    ...useScreenEntries(),
    ...useBehindStockEntries(),
    ...useStockEntries(),
    ...usePreferenceEntries(),
  ]
  const matching = matchEntries(local, words)
  const others = products.entries.filter(({ id }) => matching.every((entry) => entry.id !== id))
  const { groups, order } = groupEntries([...customers.entries, ...matching, ...others])
  const typed = words.trim().toLowerCase()
  const named = order.find(({ group, label }) => group === 'screens' && label.toLowerCase() === typed)
  const active = order.find(({ id }) => id === pointedId) ?? named ?? (isBusy ? undefined : order[0])
  const type = (next: string): void => {
    setWords(next)
    setPointedId(null)
    customers.search(next)
    products.search(next)
  }
  const point = (entry: PaletteEntry | undefined): void => setPointedId(entry?.id ?? null)
  return { words, type, groups, order, active, point, isBusy, trouble: customers.trouble ?? products.trouble }
}

/** @returns the place that a key leads to, round the ends; null when it is no key for that. */
function stepOf(key: string, { at, count }: { at: number; count: number }): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (Math.max(at, 0) - 1 + count) % count
  return null
}
