'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'

/** Not part of any page: fetched when it is asked for. @returns null where that fails: no line, or its release is gone. */
const load = () =>
  import('./palette.tsx').then(
    ({ Palette }) => Palette,
    () => null,
  )

const never = () => () => undefined

function isShortcut({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey
}

/** The way to everything by its name: a control in the top line, and Ctrl-K or ⌘K wherever one is. */
export function PaletteControl() {
  const t = useTranslations('palette')
  const [isOpen, setOpen] = useState(false)
  const [Palette, setPalette] = useState<Awaited<ReturnType<typeof load>>>(null)
  const shortcut = useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'),
    () => 'Ctrl K',
  )
  const open = async (): Promise<void> => {
    setOpen(true)
    const loaded = await load()
    if (loaded === null) setOpen(false)
    else setPalette(() => loaded)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isShortcut(event)) return
    event.preventDefault()
    void open()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={() => void load()}
        onClick={() => void open()}
        className="inline-flex items-center gap-2 rounded-2 text-ink-muted hover:bg-fill hover:text-ink max-tablet:size-11 max-tablet:justify-center tablet:h-8 tablet:border tablet:border-line tablet:px-2.5"
      >
        <Search aria-hidden="true" strokeWidth={1.6} className="size-4 max-tablet:size-5" />
        <span className="max-tablet:sr-only">{t('search')}</span>
        <kbd aria-hidden="true" className="font-[inherit] text-11 text-ink-faint max-desk:hidden">
          {shortcut}
        </kbd>
      </button>
      {isOpen && Palette !== null && <Palette onClose={() => setOpen(false)} />}
    </>
  )
}
