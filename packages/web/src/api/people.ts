import { createPeopleClient } from '@binnacle/api/client';

/** Calls about people, for the pages that need them: the first screen does not. */
export const people = createPeopleClient();
