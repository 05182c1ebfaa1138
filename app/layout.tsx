import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ThemeProvider } from '@/components/layout/theme-provider'
import { Toaster } from '@/components/ui/toaster'
import './globals.css'

export const metadata: Metadata = {
  title: {
    default: 'Tollgate: a SaaS starter with AI credits built in',
    template: '%s · Tollgate',
  },
  description:
    'People subscribe, top up and chat. Every model call is paid for before it is made, and every credit can be explained.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9fcfa' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1310' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Set by proxy.ts for this one response.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    // The theme's class is set before React starts, so the server cannot know it.
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body className="font-sans">
        <ThemeProvider nonce={nonce}>
          {children}
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  )
}
