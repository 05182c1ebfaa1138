'use client'

import { startTransition } from 'react'
import { signOutAction } from '@/lib/auth/actions'

/** Ends the session in the database and forgets the cookie, then shows the home page. */
export const leave = () => startTransition(() => signOutAction())
