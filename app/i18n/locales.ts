/** The languages with a complete catalogue, the first one for everybody else. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

function isLanguage(tag: string): tag is Language {
  return languages.some((language) => language === tag)
}

function spokenIn(tag: string): Language | undefined {
  const language = tag.toLowerCase().split('-', 1)[0] ?? ''
  return isLanguage(language) ? language : undefined
}

/** @returns the language of a negotiated locale. */
export function languageOf(locale: string): Language {
  return spokenIn(locale) ?? languages[0]
}

/** Tags of an Accept-Language header that Intl understands, the most wanted first. */
function acceptedTags(header: string): string[] {
  const wanted = header.split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';')
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find((q) => q !== undefined)
    return { tag, quality: quality === undefined ? 1 : Number(quality) }
  })
  return wanted
    .filter(({ tag, quality }) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}

/**
 * The chosen language wins over the browser's; the browser's region is kept where it speaks that language, since it
 * decides how dates and numbers are written.
 */
export function negotiateLocale({ chosen, accepted }: { chosen: string | undefined; accepted: string }): {
  language: Language
  locale: string
} {
  const tags = acceptedTags(accepted)
  const fromChoice = chosen === undefined ? undefined : spokenIn(chosen)
  const fromBrowser = tags.map(spokenIn).find((found) => found !== undefined)
  const language = fromChoice ?? fromBrowser ?? languages[0]
  return { language, locale: tags.find((tag) => spokenIn(tag) === language) ?? language }
}
