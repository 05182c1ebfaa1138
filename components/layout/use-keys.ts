'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { openCommands } from './commands'
import { rooms } from './nav'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** ⌘K or Ctrl-K opens the command menu, `?` the list of keys, `g` and a letter goes to a room. */
export function useKeys(): void {
  const router = useRouter()
  useEffect(() => {
    let leader = false
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        openCommands('menu')
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') {
        event.preventDefault()
        openCommands('keys')
      } else if (leader) {
        const room = rooms.find(({ key }) => key === event.key)
        if (room) router.push(room.href)
      }
      leader = event.key === 'g'
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [router])
}
