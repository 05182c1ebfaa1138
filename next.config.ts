import type { NextConfig } from 'next'

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
]

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  // In development: what the sandbox sends by itself would bury what the developer does.
  logging: { incomingRequests: { ignore: [/^\/api\/(webhooks|cron|health)/] } },
  agentRules: false,
  reactStrictMode: true,
  // Loaded by Node at run time instead of being bundled.
  // Mails are rendered by React's own renderer, which the bundle for pages must not have.
  serverExternalPackages: [
    'pg',
    'pino',
    'nodemailer',
    '@prisma/client',
    '@react-email/components',
    '@react-email/render',
  ],
  // Read when the page is drawn.
  outputFileTracingIncludes: { '/docs/api': ['./docs/examples/api/*'] },
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
}

export default config
