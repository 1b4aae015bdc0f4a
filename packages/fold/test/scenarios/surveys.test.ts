import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { event } from '../worlds.ts';
import { at, login, onEachFold, profile, survey } from './scenario.ts';

onEachFold(({ folded }) => {
  describe('surveys', () => {
    test('only track messages with a reserved name and a survey_id are steps', () => {
      const result = folded(
        survey('s1', 0, 'Answered', { survey_id: undefined, answers: { q1: 1 } }),
        event({ ...survey('s2', 1, 'Answered', { answers: { q1: 1 } }), name: 'Clicked' }),
        event({ ...survey('s3', 2, 'Answered', { answers: { q1: 1 } }), type: 'page' }),
      );
      expect(result.survey_responses).toEqual([]);
      expect(result.traits).toEqual([]);
    });

    test('viewed only', () => {
      const result = folded(survey('v1', 0, 'Viewed'), survey('v2', 3, 'Viewed', { survey_name: 'NPS' }));
      expect(result.survey_responses).toEqual([
        {
          response_id: 'r1',
          survey_id: 'nps',
          survey_name: 'NPS',
          profile_id: 'a:phone',
          session_id: 'a:phone/v1',
          state: 'viewed',
          first_viewed_at: '2026-03-01T22:30:00.000Z',
          last_viewed_at: '2026-03-01T22:33:00.000Z',
          started_at: null,
          last_answered_at: null,
          completed_at: null,
          dismissed_at: null,
          answers: '{}',
          url: null,
          language: null,
          device_type: null,
        },
      ]);
      expect(profile(result, 'a:phone')).toMatchObject({
        survey_view_count: 1,
        survey_response_count: 0,
        event_count: 2,
      });
    });

    test('a lost middle step heals with the next', () => {
      const result = folded(
        survey('v1', 0, 'Viewed'),
        survey('s1', 1, 'Answered', { seq: 1, answers: { q1: 9 } }),
        survey('s3', 3, 'Answered', { seq: 3, answers: { q1: 9, q2: 'a', q3: ['x', 'y'] } }),
      );
      expect(result.survey_responses).toMatchObject([
        {
          state: 'partial',
          started_at: '2026-03-01T22:31:00.000Z',
          last_answered_at: '2026-03-01T22:33:00.000Z',
          answers: '{"q1":9,"q2":"a","q3":["x","y"]}',
        },
      ]);
      expect(result.traits).toMatchObject([
        { trait_group: 'survey', key: 'nps.q1', value: '9', message_id: 's3' },
        { trait_group: 'survey', key: 'nps.q2', value: '"a"' },
        { trait_group: 'survey', key: 'nps.q3', value: '["x","y"]' },
      ]);
    });

    test('completed beats a late partial and a dismissal in any order', () => {
      const result = folded(
        survey('c', 2, 'Completed', { seq: 3, answers: { q1: 9, q2: 8 } }),
        survey('s', 5, 'Answered', { seq: 2, answers: { q1: 9 } }),
        survey('d', 6, 'Dismissed'),
      );
      expect(result.survey_responses).toMatchObject([
        {
          state: 'completed',
          completed_at: '2026-03-01T22:32:00.000Z',
          dismissed_at: '2026-03-01T22:36:00.000Z',
          answers: '{"q1":9,"q2":8}',
        },
      ]);
    });

    test('dismissed before and after an answer', () => {
      expect(folded(survey('d', 0, 'Dismissed')).survey_responses).toMatchObject([{ state: 'dismissed' }]);
      const answered = survey('s', 1, 'Answered', { seq: 1, answers: { q1: 1 } });
      expect(folded(survey('d', 0, 'Dismissed'), answered).survey_responses).toMatchObject([
        { state: 'partial_dismissed' },
      ]);
    });

    test('going back drops the answers of the path not taken', () => {
      const result = folded(
        survey('s1', 0, 'Answered', { seq: 1, answers: { q1: 'no', why: 'price' } }),
        survey('s2', 1, 'Answered', { seq: 2, answers: { q1: 'yes' } }),
      );
      expect(result.survey_responses).toMatchObject([{ answers: '{"q1":"yes"}' }]);
      expect(result.traits.map((row) => row.key)).toEqual(['nps.q1']);
      expect(result.survey_answers).toEqual([
        {
          profile_id: 'a:phone',
          survey_id: 'nps',
          response_id: 'r1',
          question_id: 'q1',
          question: null,
          answer: '"yes"',
          answered_at: '2026-03-01T22:31:00.000Z',
          message_id: 's2',
        },
      ]);
    });

    test('answers keep the text of their question, of the latest message which gives one', () => {
      const result = folded(
        survey('v1', 0, 'Viewed', { questions: { q1: { text: 'Happy?' }, q2: { text: 'Why?' } } }),
        survey('s1', 1, 'Answered', { seq: 1, answers: { q1: 9, q2: null, q3: ['x'] } }),
        survey('d1', 2, 'Dismissed', { questions: { q1: { text: 'How happy?' }, q3: { type: 'choice' } } }),
      );
      expect(result.survey_answers).toMatchObject([
        { question_id: 'q1', question: 'How happy?', answer: '9', message_id: 's1' },
        { question_id: 'q3', question: null, answer: '["x"]', answered_at: '2026-03-01T22:31:00.000Z' },
      ]);
    });

    test('answers before the login follow the person', () => {
      const result = folded(survey('s1', 0, 'Answered', { seq: 1, answers: { q1: 9 } }), login('in', 5, 'ada'));
      expect(result.survey_responses).toMatchObject([{ profile_id: 'u:ada', response_id: 'r1' }]);
      expect(result.traits).toMatchObject([{ profile_id: 'u:ada', key: 'nps.q1' }]);
    });

    test('the latest answer to a question over all responses is the trait', () => {
      const result = folded(
        survey('r1', 0, 'Completed', { answers: { q1: 3, q2: 'x' } }),
        survey('r2', 60, 'Completed', { response_id: 'r2', answers: { q1: 10 } }),
      );
      expect(result.traits).toMatchObject([
        { key: 'nps.q1', value: '10', message_id: 'r2' },
        { key: 'nps.q2', value: '"x"', message_id: 'r1' },
      ]);
    });
  });

  describe('engagement', () => {
    const content = (messageId: string, minutes: number, action: string, parts: Partial<Event> = {}): Event =>
      event({
        messageId,
        anonymousId: 'phone',
        name: `Content ${action}`,
        t: at(minutes),
        properties: { content_id: 'tour' },
        ...parts,
      });

    test('a row for each piece of content, with the latest action', () => {
      const result = folded(
        content('c1', 0, 'Shown', {
          properties: { content_id: 'tour', content_name: 'Tour' },
          url: 'https://example.org/1',
        }),
        content('c2', 5, 'Clicked', { url: 'https://example.org/2' }),
        content('c3', 3, 'Dismissed', { properties: { content_id: 'tour', content_name: '' } }),
        content('c4', 9, 'Completed', { properties: { content_id: 7, content_type: 'banner', content_name: 8 } }),
      );
      expect(result.engagements).toEqual([
        {
          profile_id: 'a:phone',
          content_type: 'banner',
          content_id: '7',
          name: '8',
          first_at: '2026-03-01T22:39:00.000Z',
          last_at: '2026-03-01T22:39:00.000Z',
          last_action: 'completed',
          last_message_id: 'c4',
          url: null,
          count: 1,
        },
        {
          profile_id: 'a:phone',
          content_type: 'content',
          content_id: 'tour',
          name: 'Tour',
          first_at: '2026-03-01T22:30:00.000Z',
          last_at: '2026-03-01T22:35:00.000Z',
          last_action: 'clicked',
          last_message_id: 'c2',
          url: 'https://example.org/2',
          count: 3,
        },
      ]);
    });

    test('only track messages with a reserved name and a content_id count', () => {
      const result = folded(
        content('c1', 0, 'Shown', { properties: { content_type: 'banner' } }),
        content('c2', 1, 'Shown', { type: 'page' }),
        content('c3', 2, 'Hidden'),
        content('c4', 3, 'Shown', { properties: { content_id: '' } }),
      );
      expect(result.engagements).toEqual([]);
    });

    test('what was shown before the login follows the person', () => {
      const result = folded(content('c1', 0, 'Shown'), login('in', 1, 'ada'), content('c2', 2, 'Clicked'));
      expect(result.engagements).toMatchObject([{ profile_id: 'u:ada', last_action: 'clicked', count: 2 }]);
    });
  });
});
