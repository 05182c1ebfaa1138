'use client'

import { ThemeProvider as Provider } from 'next-themes'
import type { ReactNode } from 'react'

/** `nonce` lets the script run that sets the theme before anything is drawn. */
export function ThemeProvider({
  nonce,
  children,
}: {
  nonce: string | undefined
  children: ReactNode
}) {
  return (
    <Provider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      nonce={nonce}
    >
      {children}
    </Provider>
  )
}
