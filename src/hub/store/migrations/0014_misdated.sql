-- What a wrong clock has dated: over two minutes after it was received, or over a year before. It counts by when it was received.
create index reading_misdated on reading (station, received_at)
  where measured_at > received_at + 120000 or measured_at < received_at - 31536000000;
