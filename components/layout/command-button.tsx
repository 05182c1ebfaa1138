'use client'

import { Search } from 'lucide-react'
import { Kbd } from '@/components/ui/kbd'
import { openCommands } from './commands'

export function CommandButton() {
  return (
    <button
      type="button"
      onClick={() => openCommands('menu')}
      className="hidden h-8 items-center gap-2 rounded-md px-2 text-sm text-soft hover:bg-sunken hover:text-ink lg:flex"
    >
      <Search className="size-4" aria-hidden="true" />
      <span className="sr-only">Command menu</span>
      <Kbd>⌘K</Kbd>
    </button>
  )
}
