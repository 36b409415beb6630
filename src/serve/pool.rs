//! Work on other threads: so much at a time, so much waiting, and none of it waited for too long.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

/// Runs work, within bounds that all clones share.
#[derive(Debug, Clone)]
pub struct Pool {
    running: Arc<Semaphore>,
    /// Running and waiting.
    admitted: Arc<Semaphore>,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many wait already.
    Busy,
    /// The deadline passed. Work that had begun goes on, and keeps its place until it ends.
    Late,
    /// The work panicked.
    Panicked,
}

impl Pool {
    /// Runs `jobs` at a time, while `queue` more may wait.
    pub fn new(jobs: usize, queue: usize) -> Self {
        let jobs = jobs.clamp(1, Semaphore::MAX_PERMITS / 2);
        let admitted = jobs.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        Self { running: Arc::new(Semaphore::new(jobs)), admitted: Arc::new(Semaphore::new(admitted)) }
    }

    /// Runs `work`, and gives up on it at `deadline`.
    pub async fn run<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Refusal::Busy)?;
        let turn = timeout_at(deadline, Arc::clone(&self.running).acquire_owned());
        let turn = turn.await.map_err(|_| Refusal::Late)?.map_err(|_| Refusal::Busy)?;
        let work = spawn_blocking(move || {
            // Given back when the work ends, whether or not anybody still waits for it.
            let _held = (admitted, turn);
            work()
        });
        timeout_at(deadline, work).await.map_err(|_| Refusal::Late)?.map_err(|_| Refusal::Panicked)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn within(milliseconds: u64) -> Instant {
        Instant::now() + Duration::from_millis(milliseconds)
    }

    #[tokio::test]
    async fn work_is_refused_when_too_many_wait_and_given_up_when_it_is_late() {
        let pool = Pool::new(1, 1);
        assert_eq!(pool.run(within(5_000), || 1).await, Ok(1));
        let (release, held) = std::sync::mpsc::channel::<()>();
        let first = {
            let pool = pool.clone();
            tokio::spawn(async move { pool.run(within(60_000), move || held.recv().is_ok()).await })
        };
        while pool.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = pool.run(within(50), || 2);
        let third = async {
            tokio::task::yield_now().await;
            pool.run(within(50), || 3).await
        };
        assert_eq!(tokio::join!(second, third), (Err(Refusal::Late), Err(Refusal::Busy)));
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(pool.run(within(5_000), || panic!("a defect")).await, Err::<(), _>(Refusal::Panicked));
        assert_eq!(pool.run(within(5_000), || 4).await, Ok(4));
    }
}
