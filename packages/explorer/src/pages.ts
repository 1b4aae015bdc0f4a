import type { ComponentType } from 'preact';
import { PeoplePage } from './pages/people/people-page.tsx';
import type { IconName } from './ui/icon.tsx';

/** A page of the explorer. */
export interface PageEntry {
  /** Where it is, as preact-iso writes it: `/people/:id/:tab?`. */
  readonly path: string;
  /** Loads it when somebody goes there. */
  readonly load: () => Promise<ComponentType>;
  /** How the navigation offers it; a page without it is reached from others. */
  readonly entry?: {
    readonly label: string;
    readonly icon: IconName;
    /** Whether it is for administrators only. */
    readonly isForAdmins?: boolean;
  };
}

/** Every page, in the order of the navigation. The collector knows the first part of their paths too: `read/explorer.ts`. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/people',
    entry: { label: 'People', icon: 'people' },
    // Where most visits begin: it is small, and comes with what all pages need.
    load: async () => PeoplePage,
  },
  {
    path: '/people/:id/:tab?',
    load: () => import('./pages/person/person-page.tsx').then(({ PersonPage }) => PersonPage),
  },
  {
    path: '/companies',
    entry: { label: 'Companies', icon: 'company' },
    load: () => import('./pages/companies/companies-page.tsx').then(({ CompaniesPage }) => CompaniesPage),
  },
  {
    path: '/companies/:id/:tab?',
    load: () => import('./pages/company/company-page.tsx').then(({ CompanyPage }) => CompanyPage),
  },
  {
    path: '/surveys',
    entry: { label: 'Surveys', icon: 'survey' },
    load: () => import('./pages/surveys/surveys-page.tsx').then(({ SurveysPage }) => SurveysPage),
  },
  {
    path: '/surveys/:id/:tab?',
    load: () => import('./pages/survey/survey-page.tsx').then(({ SurveyPage }) => SurveyPage),
  },
  {
    path: '/events',
    entry: { label: 'Events', icon: 'event' },
    load: () => import('./pages/definitions/events-page.tsx').then(({ EventsPage }) => EventsPage),
  },
  {
    path: '/traits',
    entry: { label: 'Traits', icon: 'trait' },
    load: () => import('./pages/definitions/traits-page.tsx').then(({ TraitsPage }) => TraitsPage),
  },
  {
    path: '/segments',
    entry: { label: 'Segments', icon: 'segment' },
    load: () => import('./pages/segments/segments-page.tsx').then(({ SegmentsPage }) => SegmentsPage),
  },
  {
    path: '/live',
    entry: { label: 'Live', icon: 'live' },
    load: () => import('./pages/live/live-page.tsx').then(({ LivePage }) => LivePage),
  },
  {
    path: '/data-health',
    entry: { label: 'Data health', icon: 'health' },
    load: () => import('./pages/data-health/data-health-page.tsx').then(({ DataHealthPage }) => DataHealthPage),
  },
  {
    path: '/data-health/:tab',
    load: () => import('./pages/data-health/data-health-page.tsx').then(({ DataHealthPage }) => DataHealthPage),
  },
  {
    path: '/what-if',
    entry: { label: 'What if', icon: 'whatif', isForAdmins: true },
    load: () => import('./pages/what-if/what-if-page.tsx').then(({ WhatIfPage }) => WhatIfPage),
  },
  {
    path: '/decisions',
    entry: { label: 'Decisions', icon: 'access' },
    load: () => import('./pages/decisions/decisions-page.tsx').then(({ DecisionsPage }) => DecisionsPage),
  },
  {
    path: '/decisions/:tab',
    load: () => import('./pages/decisions/decisions-page.tsx').then(({ DecisionsPage }) => DecisionsPage),
  },
];
