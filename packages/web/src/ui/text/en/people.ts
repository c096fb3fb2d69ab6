/** Signing in and accounts. */
export const people = {
  'choosePassword.current': 'Current password',
  'choosePassword.currentHint': 'Leave it empty if you came by a one-time link.',
  'choosePassword.lead': '{{username}}, the password you were given is to be replaced by your own.',
  'choosePassword.next': 'New password',
  'choosePassword.nextHint': 'At least 8 characters.',
  'choosePassword.submit': 'Save and go on',
  'choosePassword.title': 'Choose a password',

  'signIn.lead': 'All your Kubernetes clusters in one place',
  'signIn.password': 'Password',
  'signIn.showPassword': 'Show the password',
  'signIn.submit': 'Sign in',
  'signIn.title': 'Sign in to Binnacle',
  'signIn.username': 'Username',
} as const;
