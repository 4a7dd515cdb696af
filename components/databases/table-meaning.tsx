'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable, TableMapping } from '#contract/database.ts'
import { Button } from '#components/ui/button.tsx'
import { fitLines } from './draft.ts'
import { newMapping } from './edit-mapping.ts'
import { MappingEditor } from './mapping-editor.tsx'
import type { WrongAtName } from './pointer.ts'
import { useMappingWords } from './use-mapping-words.ts'

interface TableMeaningProps {
  table: InspectedTable
  /** The other tables that are captured: lines may come from them. */
  others: readonly InspectedTable[]
  /** Of all tables. */
  mappings: readonly TableMapping[]
  /** What is wrong at a place of the mapping of that name. */
  wrongAt: WrongAtName
  onChange: (mappings: TableMapping[]) => void
}

/** The events that rows of one table become; rows without a meaning stay what they are. */
export function TableMeaning({ table, others, mappings, wrongAt, onChange }: TableMeaningProps) {
  const t = useTranslations('databases.meaning')
  const captured = others.map((each) => each.table)
  const own = mappings.filter((mapping) => mapping.table === table.table).map((mapping) => fitLines(mapping, captured))
  // What was refused when it was to be saved stands open when one comes back to it.
  const [opened, setOpened] = useState(() => own.find(({ name }) => wrongAt(name) !== undefined)?.name ?? null)
  const addWords = own.length === 0 ? t('give') : t('another')
  const add = (): void => {
    const made = newMapping(table, mappings)
    onChange([...mappings, made])
    setOpened(made.name)
  }
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h4 className="font-strong wrap-anywhere">{table.table}</h4>
        <Button
          size="small"
          className="max-tablet:h-11"
          aria-label={t('of', { what: addWords, of: table.table })}
          onClick={add}
        >
          <Plus aria-hidden="true" strokeWidth={1.6} />
          {addWords}
        </Button>
      </div>
      {own.length === 0 && <p className="text-12 text-ink-muted">{t('raw', { type: `${table.table}.created` })}</p>}
      {own.map((mapping) => (
        <Meaning
          key={mapping.name}
          mapping={mapping}
          isOpen={opened === mapping.name}
          onToggle={() => {
            setOpened(opened === mapping.name ? null : mapping.name)
          }}
          onRemove={() => {
            onChange(mappings.filter(({ name }) => name !== mapping.name))
          }}
          isWrong={wrongAt(mapping.name) !== undefined}
        >
          <MappingEditor
            mapping={mapping}
            table={table}
            others={others}
            at={(...path) => wrongAt(mapping.name, ...path)}
            onChange={(changed) => {
              onChange(mappings.map((each) => (each.name === mapping.name ? changed : each)))
            }}
          />
        </Meaning>
      ))}
    </li>
  )
}

interface MeaningProps {
  mapping: TableMapping
  isOpen: boolean
  isWrong: boolean
  onToggle: () => void
  onRemove: () => void
  children: React.ReactNode
}

function Meaning({ mapping, isOpen, isWrong, onToggle, onRemove, children }: MeaningProps) {
  const t = useTranslations('databases.meaning')
  const words = useMappingWords()
  const changeWords = isOpen ? t('close') : t('change')
  return (
    <div className="mt-1.5">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-72 wrap-anywhere">
          {words(mapping)}
          {isWrong && <span className="ml-2 text-12 text-bad">{t('wrong')}</span>}
        </p>
        <span className="flex gap-2 max-tablet:[&>button]:h-11">
          <Button
            size="small"
            aria-expanded={isOpen}
            aria-label={t('of', { what: changeWords, of: mapping.type })}
            onClick={onToggle}
          >
            {changeWords}
          </Button>
          <Button
            size="small"
            variant="ghost"
            aria-label={t('of', { what: t('remove'), of: mapping.type })}
            onClick={onRemove}
          >
            {t('remove')}
          </Button>
        </span>
      </div>
      {isOpen && <div className="mt-3 mb-2 border-l-2 border-accent pl-4">{children}</div>}
    </div>
  )
}
