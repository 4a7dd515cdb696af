'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { showNotification } from '#components/notifications/show-notification.ts'
import { switchCalls, useCallsSwitch } from './calls-switch.ts'
import type { KnownArrivals, WaitingArrivals } from './fresh-arrivals.ts'
import { freshArrivals, knowArrivals } from './fresh-arrivals.ts'

export interface ArrivalCalls {
  isOn: boolean
  /** This browser shows no notifications, or was told not to. */
  isRefused: boolean
  toggle(): void
}

/** Calls somebody who looks elsewhere: a notification and a short tone for each account that comes while it is on. */
export function useArrivalCalls(arrivals: WaitingArrivals): ArrivalCalls {
  const t = useTranslations('customers.new')
  const isOn = useCallsSwitch()
  const [isRefused, setRefused] = useState(false)
  const known = useRef<KnownArrivals | null>(null)
  const call = useEffectEvent((all: WaitingArrivals) => {
    const fresh = freshArrivals(known.current, all)
    known.current = knowArrivals(known.current, all)
    if (!isOn || fresh.length === 0) return
    playTone()
    for (const { id, name, phone, email } of fresh) {
      const body = [name ?? email, phone].filter(Boolean).join(', ')
      void showNotification(t('notification'), { body, tag: id, path: '/customers/new' }).then((isShown) => {
        if (!isShown) setRefused(true)
      })
    }
  })
  useEffect(() => {
    call(arrivals)
  }, [arrivals])
  const toggle = (): void => {
    if (isOn) return switchCalls(false)
    if (typeof Notification === 'undefined') return setRefused(true)
    void Notification.requestPermission().then((permission) => {
      setRefused(permission !== 'granted')
      switchCalls(permission === 'granted')
    })
  }
  return { isOn, isRefused, toggle }
}

/** Two short notes, softly: heard by whoever sits there, and by nobody in the next room. */
function playTone(): void {
  const audio = openAudio()
  if (audio === null) return
  const volume = audio.createGain()
  volume.gain.value = 0.08
  volume.connect(audio.destination)
  for (const [index, hertz] of [660, 880].entries()) {
    const note = audio.createOscillator()
    note.frequency.value = hertz
    note.connect(volume)
    note.start(audio.currentTime + index * 0.14)
    note.stop(audio.currentTime + index * 0.14 + 0.12)
    note.addEventListener('ended', () => {
      if (index === 1) void audio.close()
    })
  }
}

/** A browser may have no sound to give, or no more of it. */
function openAudio(): AudioContext | null {
  try {
    return new AudioContext()
  } catch {
    return null
  }
}
