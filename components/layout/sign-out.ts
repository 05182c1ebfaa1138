'use client'

import { unstable_rethrow } from 'next/navigation'
import { startTransition } from 'react'
import { signOutAction } from '@/lib/auth/actions'
import { toastError } from '@/components/ui/toaster'

/** Ends the session in the database and forgets the cookie, then shows the home page. */
export const leave = () =>
  startTransition(async () => {
    try {
      await signOutAction()
    } catch (error) {
      unstable_rethrow(error)
      void toastError('The server could not be reached: you are still signed in. Please try again.')
    }
  })
