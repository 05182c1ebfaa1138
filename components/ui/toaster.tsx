'use client'

import { late } from './late'

export const Toaster = late(
  async () => (await import('./toasts')).Toasts,
  () => null,
)

/** Says in passing that something did not work. */
export async function toastError(message: string): Promise<void> {
  const { toast } = await import('./toasts')
  toast.error(message)
}
