ALTER TABLE bookings
    ADD COLUMN IF NOT EXISTS status TEXT NOT NULL DEFAULT 'confirmed';

-- Stays that are over
UPDATE bookings
SET staus = 'finished'
WHERE leaves_on < CURRENT_DATE;
