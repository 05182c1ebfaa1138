'use client'

export type CommandsView = 'menu' | 'keys'

const EVENT = 'tollgate:commands'

/** Opens the command menu or the list of keys from anywhere in the frame. */
export function openCommands(view: CommandsView): void {
  window.dispatchEvent(new CustomEvent<CommandsView>(EVENT, { detail: view }))
}

export function onOpenCommands(listen: (view: CommandsView) => void): () => void {
  const handle = (event: Event) => listen((event as CustomEvent<CommandsView>).detail)
  window.addEventListener(EVENT, handle)
  return () => window.removeEventListener(EVENT, handle)
}
