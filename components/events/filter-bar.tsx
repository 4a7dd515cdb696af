'use client'

import { Pause, Play, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFormats } from '#components/format/use-formats.ts'
import { Button } from '#components/ui/button.tsx'
import { SelectField } from '#components/ui/select-field.tsx'
import type { Filter } from './event-filter.ts'
import { isEmptyFilter, isValid } from './event-filter.ts'
import type { EventsState } from './use-events.ts'
import { FilterField } from './filter-field.tsx'

interface FilterBarProps {
  filter: Filter
  sources: readonly string[]
  types: readonly string[]
  events: EventsState
  onFilter: (filter: Filter) => void
}

/** What is looked for, and whether the list stands still. */
export function FilterBar({ filter, sources, types, events, onFilter }: FilterBarProps) {
  const t = useTranslations('eventLog')
  const known = filter.source && !sources.includes(filter.source) ? [...sources, filter.source] : sources
  return (
    <div
      role="search"
      aria-label={t('filter')}
      className="grid grid-cols-2 gap-2 border-b border-line bg-surface px-4 py-2 tablet:sticky tablet:top-12 tablet:z-3 tablet:flex tablet:h-11 tablet:items-center tablet:px-6 tablet:py-0"
    >
      <SelectField
        label={t('source')}
        value={filter.source ?? ''}
        options={[{ value: '', label: t('everySource') }, ...known.map((slug) => ({ value: slug, label: slug }))]}
        onChange={(source) => {
          onFilter({ ...filter, source })
        }}
        className="tablet:max-w-44"
      />
      <div className="tablet:w-44">
        <FilterField
          label={t('type')}
          placeholder={t('typeHint')}
          value={filter.type ?? ''}
          suggestions={types}
          isValid={(text) => isValid('type', text)}
          onChange={(type) => {
            onFilter({ ...filter, type })
          }}
        />
      </div>
      <div className="max-tablet:order-4 tablet:w-52">
        <FilterField
          label={t('subject')}
          placeholder={t('subjectHint')}
          value={filter.subject ?? ''}
          isValid={(text) => isValid('subject', text)}
          onChange={(subject) => {
            onFilter({ ...filter, subject })
          }}
        />
      </div>
      {!isEmptyFilter(filter) && (
        <Button
          variant="ghost"
          className="max-tablet:order-3 max-tablet:h-11"
          onClick={() => {
            onFilter({})
          }}
        >
          <X aria-hidden="true" strokeWidth={1.6} />
          {t('clear')}
        </Button>
      )}
      <PauseButton events={events} />
    </div>
  )
}

function PauseButton({ events }: { events: EventsState }) {
  const t = useTranslations('eventLog')
  const formats = useFormats()
  const { came } = events
  const Icon = came ? Play : Pause
  return (
    <span className="flex items-center justify-end gap-3 max-tablet:order-5 tablet:ml-auto">
      <span role="status" className="text-12 whitespace-nowrap text-ink-muted">
        {came?.count === 0 && t('pausedNothing')}
        {came &&
          came.count > 0 &&
          t(came.isLeast ? 'cameSinceAtLeast' : 'cameSince', {
            count: came.count,
            shown: formats.integer(came.count),
          })}
      </span>
      <Button
        aria-keyshortcuts="p"
        title={t('pauseKey')}
        variant={came ? 'primary' : 'default'}
        className="max-tablet:h-11"
        onClick={events.togglePause}
      >
        <Icon aria-hidden="true" strokeWidth={1.6} />
        {came ? t('resume') : t('pause')}
      </Button>
    </span>
  )
}
