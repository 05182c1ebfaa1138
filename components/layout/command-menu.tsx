'use client'

import { useEffect, useState } from 'react'
import type { CommandDialogs } from './command-dialogs'
import { onOpenCommands, type CommandsView } from './commands'
import { useKeys } from './use-keys'

/** ⌘K: the command menu, and the list of keys behind `?`. They are loaded when the first is opened. */
export function CommandMenu() {
  const [view, setView] = useState<CommandsView | null>(null)
  const [Dialogs, setDialogs] = useState<typeof CommandDialogs>()
  useKeys()
  useEffect(() => {
    // Opened when it is there: a dialog that was empty first would not have the focus where one types.
    const open = async (wanted: CommandsView) => {
      const dialogs = await import('./command-dialogs')
      setDialogs(() => dialogs.CommandDialogs)
      setView(wanted)
    }
    return onOpenCommands((wanted) => void open(wanted))
  }, [])
  return Dialogs && <Dialogs view={view} show={setView} />
}
