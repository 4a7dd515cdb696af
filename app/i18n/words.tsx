'use client'

import { NextIntlClientProvider } from 'next-intl'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { use } from 'react'
import type en from '../../messages/en.json'
import type { Language } from './locales.ts'

type Catalogue = Promise<{ default: typeof en }>

const loadCatalogue: Record<Language, () => Catalogue> = {
  en: () => import('../../messages/en.json'),
  fr: () => import('../../messages/fr.json'),
}

/** Shows nothing: has the page that a server paints tell the browser at once which catalogue it will want. It fails nobody. */
const Asked: Record<Language, ReturnType<typeof dynamic>> = {
  en: dynamic(() => import('../../messages/en.json').then(showNothing, showNothing)),
  fr: dynamic(() => import('../../messages/fr.json').then(showNothing, showNothing)),
}

function showNothing() {
  return () => null
}

const catalogues = new Map<Language, Catalogue>()

function catalogueOf(language: Language): Catalogue {
  const known = catalogues.get(language)
  if (known !== undefined) return known
  const loading = loadCatalogue[language]()
  catalogues.set(language, loading)
  return loading
}

/** For whoever tries again after a catalogue could not be had: it is asked for again. */
export function forgetCatalogues(): void {
  catalogues.clear()
}

interface WordsProps {
  language: Language
  /** Decides how dates and numbers are written. */
  locale: string
  /** IANA name. */
  timeZone: string
  children: ReactNode
}

/** Gives what it holds the words of a language, of a file that a browser keeps: in every page they would be two thirds of it. */
export function Words({ language, locale, timeZone, children }: WordsProps) {
  const { default: messages } = use(catalogueOf(language))
  const Preload = Asked[language]
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messages}>
      <Preload />
      {children}
    </NextIntlClientProvider>
  )
}
